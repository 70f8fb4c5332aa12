import { CHECK_PATH } from './check-path.js'

/**
 * What the challenge pages do in a browser with script: answer, and go on. The page says before that it opens by
 * itself after a wait, by its Refresh header, and that stays true whatever fails here; of a page with a form it is this
 * script that sends it. Written for browsers of 2017 and later.
 *
 * Form fields may have any name: what belongs to the form is never read from it.
 */
export const PAGE_SCRIPT = `(function () {
'use strict'
const { demand, seconds, worker } = document.currentScript.dataset
const CHECK = '${CHECK_PATH}'
const PROVED = 'holdfast-proved'
const began = performance.now()
const form = document.querySelector('form')
const link = form || document.querySelector('a')
const onward = Element.prototype.getAttribute.call(link, form ? 'action' : 'href')
const asked = new URL(onward, location.href).searchParams
const [ticket, to] = [asked.get('ticket'), asked.get('to')]

function say(when) {
  document.querySelectorAll('[data-when]').forEach((text) => { text.hidden = text.dataset.when !== when })
}

function send() {
  HTMLFormElement.prototype.submit.call(form)
}

/** Who has just proved the same and is asked again, perhaps for want of cookies, waits: no page comes in a loop. */
function provedJustNow() {
  try {
    const [what, when] = (sessionStorage.getItem(PROVED) || '').split(' ')
    return what === demand && Math.abs(Date.now() - when) < 30000
  } catch (error) {
    return Boolean(form) || Boolean(performance.navigation && performance.navigation.type === 1)
  }
}

/** FNV-1a; see answerTo(). */
function answer() {
  let hash = 0x811c9dc5
  for (let i = 0; i < ticket.length; i++) hash = Math.imul(hash ^ ticket.charCodeAt(i), 0x01000193)
  return Promise.resolve((hash >>> 0).toString(36))
}

/** The work of ALTCHA, shared out among the processor's cores, as its widget posts it. */
function work() {
  const workers = []
  const end = () => workers.forEach((one) => one.terminate())
  return fetch(CHECK + '/work?ticket=' + ticket, { credentials: 'same-origin', cache: 'no-store' })
    .then((answered) => {
      if (answered.status !== 200) throw new Error('no work: ' + answered.status)
      return answered.json()
    })
    .then((challenge) => new Promise((resolve, reject) => {
      const count = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2))
      for (let i = 0; i < count; i++) {
        const one = new Worker(worker)
        workers.push(one)
        one.onerror = () => reject(new Error('no worker'))
        one.onmessage = ({ data }) => {
          if (!data || data.error) reject(new Error('no solution'))
          else resolve(btoa(JSON.stringify({ challenge, solution: data })))
        }
        one.postMessage({ type: 'work', challenge, counterStart: i, counterStep: count })
      }
    }))
    .then((payload) => { end(); return payload }, (error) => { end(); throw error })
}

function prove(field, proof) {
  return proof().then((value) => fetch(CHECK, {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'ticket=' + ticket + '&' + field + '=' + encodeURIComponent(value),
  })).then((answered) => {
    if (answered.status !== 204) throw new Error('not accepted: ' + answered.status)
  })
}

function goOn() {
  try { sessionStorage.setItem(PROVED, demand + ' ' + Date.now()) } catch (error) { /* Cookies are refused. */ }
  say('done')
  if (form) {
    Element.prototype.setAttribute.call(form, 'action', to)
    send()
  } else if (location.pathname === CHECK) location.replace(to)
  else location.reload()
}

function wait() {
  say('failed')
  if (form) setTimeout(send, Math.max(0, 1000 * seconds - (performance.now() - began)))
}

// Who refuses cookies could not show that anything was proved, and is known again by having waited.
if (!navigator.cookieEnabled || provedJustNow()) wait()
else {
  say('checking')
  Promise.resolve()
    .then(() => demand === 'work' ? prove('work', work) : prove('answer', answer))
    .then(goOn, wait)
}
})()`
