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
    const template = {
      headerText: 'Order {{1}}',
      body: 'Hello {{1}}, your parcel comes *{{2}}* to the address we have. {{3}}',
      buttons: [
        { text: 'Thanks', value: null },
        { text: 'Track', value: 'https://demo.test/track/{{1}}' },
      ],
    };
    const places = ['header.1', 'body.1', 'body.2', 'body.3', 'button.0', 'button.1'];
    expect(places.map((place) => placeLabel(place, 'text', template))).toEqual([
      'Header · “Order ___”',
      '{{1}} · “Hello ___, your parcel …”',
      '{{2}} · “… your parcel comes ___ to the address …”',
      '{{3}} · “… address we have. ___”',
      'Button “Thanks”',
      'Button “Track” · demo.test/track/{{1}}',
    ]);
    expect(placeLabel('header.1', 'file', template)).toBe('Address of the file (https)');
    expect(placeLabel('body.1', 'text', { ...template, body: '{{1}}' })).toBe('{{1}}');
  });
});
