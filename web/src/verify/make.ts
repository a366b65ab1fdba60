/** An element with a class (or none) and its content. Styles come from the class alone: the page allows no others. */
export function make(tag: string, className: string, ...content: (string | Node)[]): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}
