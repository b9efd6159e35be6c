import { placeLabel, toTemplateValues } from './template-values.ts';

describe('the values of a template', () => {
  it('are sorted into the parts of the template', () => {
    const values = {
      'header.1': 'A-1',
      'body.2': 'tomorrow',
      'body.1': 'Asha',
      'button.1': 'A-1',
      'body.9': 'left over',
    };
    expect(toTemplateValues(['header.1', 'body.1', 'body.2', 'button.1'], values)).toEqual({
      headerValues: ['A-1'],
      bodyValues: ['Asha', 'tomorrow'],
      buttonValues: { 1: 'A-1' },
    });
  });

  it('keep their position when the text names them in another order, or one is not there yet', () => {
    expect(toTemplateValues(['body.2', 'body.1', 'button.0'], { 'body.2': 'b' })).toEqual({
      headerValues: [],
      bodyValues: ['', 'b'],
      buttonValues: {},
    });
  });

  it('are asked for in words', () => {
    const buttons = [{ text: 'Thanks' }, { text: 'Track' }];
    expect(['header.1', 'body.2', 'button.1'].map((place) => placeLabel(place, 'text', buttons))).toEqual([
      'Header',
      '{{2}}',
      'Button “Track”',
    ]);
    expect(placeLabel('header.1', 'file', [])).toBe('Address of the file (https)');
  });
});
