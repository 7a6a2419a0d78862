/**
 * The document for a library that makes style sheets and `style` attributes out of text, both of which the page's policy refuses: what
 * is made through it goes by the style objects of the browser instead, which the policy allows. `sheets` are those that were made.
 */
export function strictDocument(real: Document, sheets: CSSStyleSheet[]): Document {
  const createElement = (name: string): HTMLElement => {
    const element = real.createElement(name);
    if (name === 'style') adopt(real, element, sheets);
    else styleByObject(element);
    return element;
  };
  return new Proxy(real, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The text of a style element becomes a sheet that the document adopts, for as long as the element is there. */
function adopt(real: Document, element: HTMLElement, sheets: CSSStyleSheet[]): void {
  const sheet = new CSSStyleSheet();
  sheets.push(sheet);
  real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet];
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (value: string) => {
      text = value;
      sheet.replaceSync(value);
    },
  });
  element.remove = () => {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
}

function styleByObject(element: HTMLElement): void {
  element.setAttribute = (name: string, value: string) => {
    if (name === 'style') element.style.cssText = value;
    else Element.prototype.setAttribute.call(element, name, value);
  };
}
