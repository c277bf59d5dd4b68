// Transformations, overrides, units and colours: Grafana's own code does them.

import {
  applyFieldOverrides,
  createTheme,
  DataFrame,
  FieldConfigOptionsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';

import { framesOf } from './data';
import { setting } from './setting';
import { inField } from './variables';

export const theme = createTheme({ colors: { mode: 'dark' } });

const STANDARD = [
  'color', 'decimals', 'description', 'displayName', 'filterable', 'links', 'mappings', 'max', 'min',
  'noValue', 'thresholds', 'unit',
];

const option = (id: string, path: string, isCustom: boolean): any => ({
  id, path, isCustom, name: id, process: (value: unknown) => value, shouldApply: () => true,
  override: () => null, editor: () => null, settings: {},
});

standardFieldConfigEditorRegistry.setInit(() => STANDARD.map((id) => option(id, id, false)));
standardTransformersRegistry.setInit(() => {
  // Some stand there under two names.
  const every = new Map(Object.values(standardTransformers).map((each: any) => [each.id, each]));
  return [...every.values()].map((each: any) => ({
    id: each.id, name: each.name, transformation: each, editor: () => null,
  })) as any;
});

/** What a panel shows, ready to be drawn. */
export async function dataOf(panel: any): Promise<DataFrame[]> {
  const asked = await framesOf(panel);
  const transformations = panel.transformations ?? [];
  const data: DataFrame[] = transformations.length
    ? await firstValueFrom(transformDataFrame(transformations, asked))
    : asked;
  return applyFieldOverrides({
    data,
    theme,
    timeZone: setting.timeZone,
    fieldConfig: panel.fieldConfig,
    fieldConfigRegistry: optionsOf(panel),
    replaceVariables: inField as any,
  });
}

function optionsOf(panel: any): FieldConfigOptionsRegistry {
  const custom = new Set(Object.keys(panel.fieldConfig?.defaults?.custom ?? {}));
  for (const override of panel.fieldConfig?.overrides ?? []) {
    for (const { id } of override.properties) {
      if (id.startsWith('custom.')) custom.add(id.slice('custom.'.length));
    }
  }
  const registry = new FieldConfigOptionsRegistry();
  STANDARD.forEach((id) => registry.register(option(id, id, false)));
  custom.forEach((id) => registry.register(option(`custom.${id}`, id, true)));
  return registry;
}
