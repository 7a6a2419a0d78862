/**
 * The document for a library that creates style sheets and `style` attributes from text, which the page's policy
 * refuses. This document uses the browser's style objects instead, which the policy allows. `sheets` are those that
 * were created.
 */
export function strictDocument(real: Document, sheets: CSSStyleSheet[]): Document {
  const create = real.createElement.bind(real);
  const createElement = (name: string): HTMLElement => {
    if (name === 'style') return adopted(real, create('data'), sheets);
    const element = create(name);
    styleByObject(element);
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

/**
 * Replaces a style element, which the policy refuses even if it is empty: its text becomes a sheet that the document
 * adopts.
 */
function adopted(real: Document, element: HTMLElement, sheets: CSSStyleSheet[]): HTMLElement {
  element.hidden = true;
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
  return element;
}

function styleByObject(element: HTMLElement): void {
  element.setAttribute = (name: string, value: string) => {
    if (name === 'style') element.style.cssText = value;
    else Element.prototype.setAttribute.call(element, name, value);
  };
}
