// What the page was told by whoever opened it, and what it tells in return.

export interface Setting {
  /** Base URL of Prometheus. */
  prometheus: string;
  /** The dashboard's time range, Unix seconds. */
  from: number;
  to: number;
  timeZone: string;
  /** The value of each of the dashboard's variables. */
  variables: Record<string, string>;
  /** Whether folded rows are opened; Grafana leaves them folded until somebody clicks. */
  opened: boolean;
  /** Width of the picture, pixels. */
  width: number;
}

/** What a panel became: what a person would otherwise have to read off the picture. */
export interface Told {
  panel: string;
  [what: string]: unknown;
}

export const setting: Setting = (window as any).SETTING;
export const told: Told[] = ((window as any).TOLD = []);
