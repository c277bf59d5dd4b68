// A dashboard: its panels where its grid puts them.

import { DataFrame } from '@grafana/data';
import { ThemeContext } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import ReactDOM from 'react-dom';
// @ts-ignore: taken as text
import plots from 'uplot/dist/uPlot.min.css';

import { dataOf, theme } from './fields';
import { KINDS } from './panels';
import { setting, told } from './setting';
import { inText } from './variables';

// As Grafana has them, in pixels.
const [ROW, GAP, TITLE, PAD, TOP] = [38, 8, 32, 8, 48];

function Body({ panel, width, height }: { panel: any; width: number; height: number }) {
  const [data, setData] = useState<DataFrame[]>();
  const [wrong, setWrong] = useState<string>();
  useEffect(() => {
    dataOf(panel).then(setData).catch((error) => setWrong(String(error)));
  }, [panel]);
  if (wrong) told.push({ panel: panel.title, wrong });
  if (wrong || !data) return <pre>{wrong}</pre>;
  if (data.every((frame) => frame.length === 0)) {
    told.push({ panel: panel.title, empty: true });
    return <p style={{ textAlign: 'center' }}>{panel.fieldConfig.defaults.noValue}</p>;
  }
  const Kind = KINDS[panel.type];
  return Kind ? <Kind {...{ panel, data, width, height }} /> : <p>({panel.type})</p>;
}

class Guarded extends React.Component<{ name: string }, { wrong?: string }> {
  state: { wrong?: string } = {};
  static getDerivedStateFromError = (error: Error) => ({ wrong: String(error) });
  componentDidCatch(error: Error) {
    told.push({ panel: this.props.name, wrong: String(error) });
  }
  render() {
    return this.state.wrong ? <pre>{this.state.wrong}</pre> : this.props.children;
  }
}

function Panel({ panel }: { panel: any }) {
  const unit = (setting.width - GAP) / 24;
  const { x, y, w, h } = panel.gridPos;
  const [width, height] = [w * unit - GAP, h * ROW - GAP];
  const place: React.CSSProperties = { position: 'absolute', left: GAP + x * unit, top: TOP + y * ROW, width };
  if (panel.type === 'row') return <div style={{ ...place, lineHeight: '30px' }}>{panel.panels?.length && !setting.opened ? '▸' : '▾'} {inText(panel.title)}</div>;
  const { background, border } = theme.colors;
  return (
    <div
      style={{
        ...place, height, background: background.primary, border: `1px solid ${border.weak}`,
        padding: `0 ${PAD}px`, overflow: 'hidden', boxSizing: 'border-box',
      }}
    >
      <div style={{ height: TITLE, lineHeight: `${TITLE}px`, fontWeight: 500 }}>{inText(panel.title)}</div>
      <Guarded name={panel.title}>
        <Body panel={panel} width={width - 2 * PAD - 2} height={height - TITLE - PAD} />
      </Guarded>
    </div>
  );
}

/** What is to be seen, where it stands: below a folded row, panels move up. */
function placed(panels: any[]): any[] {
  let up = 0;
  const moved = (panel: any) => ({ ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y - up } });
  return panels.flatMap((each: any) => {
    const inner: any[] = each.panels ?? [];
    const seen = [each, ...(setting.opened ? inner : [])].map(moved);
    if (!setting.opened && inner.length) {
      const bottom = Math.max(...inner.map(({ gridPos }) => gridPos.y + gridPos.h));
      up += bottom - each.gridPos.y - each.gridPos.h;
    }
    return seen;
  });
}

function Board({ dashboard }: { dashboard: any }) {
  const panels = placed(dashboard.panels);
  const bottom = Math.max(0, ...panels.map((each: any) => each.gridPos.y + each.gridPos.h));
  const { background, text } = theme.colors;
  const chosen = (dashboard.templating.list ?? []).map((each: any) => (
    <span key={each.name} style={{ marginLeft: 24, fontSize: 14 }}>
      {each.label}: <b>{setting.variables[each.name]}</b>
    </span>
  ));
  return (
    <ThemeContext.Provider value={theme}>
      <div
        style={{
          position: 'relative', width: setting.width, height: TOP + bottom * ROW + GAP,
          background: background.canvas, color: text.primary, font: '14px Roboto, sans-serif',
        }}
      >
        <div style={{ padding: '12px 16px', fontSize: 18 }}>{dashboard.title}{chosen}</div>
        {panels.map((each: any) => <Panel key={each.id} panel={each} />)}
      </div>
    </ThemeContext.Provider>
  );
}

// Of Grafana's own style sheet what its components count on.
const STYLE = `
  *, *::before, *::after { box-sizing: border-box; }
  body { margin: 0; color: ${theme.colors.text.primary}; line-height: ${theme.typography.body.lineHeight}; }
  button { color: inherit; background: none; border: none; font: inherit; }
  a { color: inherit; text-decoration: none; }
`;

document.head.append(Object.assign(document.createElement('style'), { textContent: plots + STYLE }));
const dashboard = (window as any).DASHBOARD;
ReactDOM.render(<Board dashboard={dashboard} />, document.getElementById('root'));
