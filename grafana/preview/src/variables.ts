// Fills `$variables` as Grafana does: those of the dashboard, its own, and those of a row of data.

import { setting } from './setting';

const REGEX = /[.*+?^${}()|[\]\\]/g;
const OWN = /\$(?:\{(__[a-z_]+)\}|(__[a-z_]+))/g;
const CHOSEN = /\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g;
const OF_DATA = /\$\{__(data|field)\.(?:fields|labels)\.(\w+)\}/g;
const CELL = /\$\{(__cell_\d+)\}/g;

/** Of a query: a variable without a format stands for a regular expression. */
export function inQuery(text: string, step: number): string {
  const own: Record<string, string> = {
    __interval: `${step}s`,
    __rate_interval: `${Math.max(4 * 15, step + 15)}s`,
    __range: `${setting.to - setting.from}s`,
    __range_s: `${setting.to - setting.from}`,
  };
  return text
    .replace(OWN, (whole, a, b) => own[a ?? b] ?? whole)
    .replace(CHOSEN, (whole, a, format, b) => {
      const value = setting.variables[a ?? b];
      if (value === undefined) return whole;
      return format === 'raw' || value === '.*' ? value : value.replace(REGEX, '\\$&');
    });
}

/** Of a title. */
export function inText(text: string): string {
  return text.replace(CHOSEN, (whole, a, _format, b) => setting.variables[a ?? b] ?? whole);
}

/** Of a display name or a link; `scoped` is what Grafana knows of the place. */
export function inField(text: string, scoped: any = {}): string {
  return (text ?? '')
    .replace('${__url_time_range}', `from=${1000 * setting.from}&to=${1000 * setting.to}`)
    .replace(CELL, (whole, name) => scoped[name]?.text ?? whole)
    .replace(OF_DATA, (whole, what, name) => {
      if (what === 'data') return scoped.__data?.value?.fields?.[name]?.text ?? whole;
      return scoped.__field?.value?.labels?.[name] ?? whole;
    })
    .replace(CHOSEN, (whole, a, _format, b) => setting.variables[a ?? b] ?? whole);
}
