// The kinds of panels that the dashboards use. What Grafana's components do not do is kept plain.

import { DataFrame, dateTime, FieldType, getFieldDisplayValues, VizOrientation } from '@grafana/data';
import { BigValue, Table, TimeSeries, VizRepeater } from '@grafana/ui';
import React from 'react';

import { theme } from './fields';
import { setting, told } from './setting';
import { inField } from './variables';

export interface Drawn {
  panel: any;
  data: DataFrame[];
  width: number;
  height: number;
}

function Stat({ panel, data, width, height }: Drawn) {
  const { options } = panel;
  const values = () =>
    getFieldDisplayValues({
      fieldConfig: panel.fieldConfig,
      reduceOptions: options.reduceOptions,
      replaceVariables: inField as any,
      theme,
      data,
      timeZone: setting.timeZone,
    });
  const found = values();
  told.push({
    panel: panel.title,
    shown: found.map((each) => `${each.display.title}: ${each.display.text}`),
    link: found[0]?.hasLinks ? found[0].getLinks!({}).map((each) => each.href) : [],
  });
  return (
    <VizRepeater
      getValues={values} source={data} width={width} height={height} itemSpacing={3}
      renderCounter={0} autoGrid orientation={options.orientation ?? VizOrientation.Auto}
      getAlignmentFactors={(all: any[]) => ({
        title: longest(all.map((each) => each.display.title ?? '')),
        text: longest(all.map((each) => each.display.text)),
      })}
      renderValue={({ value, alignmentFactors, width, height, count }: any) => (
        <BigValue
          value={value.display} count={count} alignmentFactors={alignmentFactors} width={width}
          height={height} theme={theme} text={options.text} colorMode={options.colorMode}
          graphMode={options.graphMode} justifyMode={options.justifyMode}
          textMode={options.textMode}
        />
      )}
    />
  );
}

function Rows({ panel, data: [frame], width, height }: Drawn) {
  told.push({
    panel: panel.title,
    columns: frame.fields.map((field) => field.state?.displayName ?? field.config.displayName ?? field.name),
    rows: frame.length,
  });
  return (
    <Table
      data={frame} width={width} height={height} columnMinWidth={60} showTypeIcons={false}
      initialSortBy={panel.options?.sortBy}
    />
  );
}

function Lines({ panel, data, width, height }: Drawn) {
  told.push({ panel: panel.title, series: data.length });
  const range: any = { from: dateTime(1000 * setting.from), to: dateTime(1000 * setting.to) };
  return (
    <TimeSeries
      frames={data} structureRev={1} timeRange={range} timeZone={setting.timeZone} width={width}
      height={height} legend={panel.options.legend} options={panel.options}
    />
  );
}

function Timeline({ panel, data, width, height }: Drawn) {
  const NAME = 200;
  const rows = data.flatMap((frame) => frame.fields.filter((each) => each.type === FieldType.number));
  told.push({ panel: panel.title, series: rows.length });
  const tall = Math.max(6, Math.min(28, height / rows.length));
  const span = setting.to - setting.from;
  return (
    <svg width={width} height={height}>
      {data.map((frame, row) => {
        const [time, field] = frame.fields;
        const step = ((width - NAME) * (time.values.get(1) - time.values.get(0) || 15000)) / (1000 * span);
        const y = row * tall;
        const left = (at: number) => NAME + ((width - NAME) * (at / 1000 - setting.from)) / span;
        return (
          <g key={row} fontSize={11} fill={theme.colors.text.primary}>
            <text x={0} y={y + tall / 2 + 4}>{field.config.displayNameFromDS}</text>
            {time.values.toArray().map((at: number, index: number) => (
              <rect
                key={at} x={left(at)} y={y} width={step + 0.5} height={tall - 3}
                fill={field.display!(field.values.get(index)).color}
              />
            ))}
            <text x={NAME + 4} y={y + tall / 2 + 4} fill="#000">
              {field.display!(field.values.get(0)).text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const longest = (texts: string[]) => texts.reduce((a, b) => (b.length > a.length ? b : a), '');

export const KINDS: Record<string, React.FC<Drawn>> = {
  stat: Stat,
  table: Rows,
  timeseries: Lines,
  'state-timeline': Timeline,
};
