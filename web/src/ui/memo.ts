// Preact's memo without its React layer: a component that renders again only when a property changed.
import { Component, type ComponentChild, type FunctionComponent, h } from "preact";

export function memo<P extends object>(Inner: FunctionComponent<P>): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const keys = new Set([...Object.keys(next), ...Object.keys(this.props)]) as Set<keyof P>;
      return [...keys].some((key) => next[key] !== this.props[key]);
    }
    override render(): ComponentChild {
      return h(Inner, this.props);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}
