import { LiveChart } from './live/live-chart.js'
import { LivePage } from './live/live-page.js'

customElements.define('hf-chart', LiveChart)
customElements.define('hf-live', LivePage)
