export const iconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#0d3b4a"/>' +
  '<path d="M21.5 11.2A7.2 7.2 0 1 0 21.5 20.8" fill="none" stroke="#fbf7ee" stroke-width="4"/>' +
  '<rect x="6" y="26" width="20" height="2" fill="#e0703f"/></svg>'
