import type { JSX } from 'hono/jsx/jsx-runtime'
import { safeUrl } from './safe-url.js'

const addressPattern = /(https?:\/\/[^\s<>"'“”]{1,300}[^\s<>"'“”.,:;!?)\]])/

/** What a reader wrote: paragraphs, line breaks, and web addresses as links. Everything else is plain text. */
export function ReaderText({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split('\n\n').map((paragraph) => (
        <p>
          {paragraph.split('\n').map((line, index) => (
            <>
              {index > 0 && <br />}
              {line.split(addressPattern).map((part, place) => {
                const href = place % 2 === 1 ? safeUrl(part) : undefined
                return href ? (
                  <a href={href} rel="nofollow ugc noopener noreferrer">
                    {part}
                  </a>
                ) : (
                  part
                )
              })}
            </>
          ))}
        </p>
      ))}
    </>
  )
}
