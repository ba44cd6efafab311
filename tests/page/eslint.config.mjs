// Data enters the page as text only: what reads text as markup or as a program is forbidden.

import js from '@eslint/js';
import globals from 'globals';

const properties = ['innerHTML', 'outerHTML', 'srcdoc'].map((property) => ({ property, message: 'use textContent' }));

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': ['error', ...properties, { property: 'insertAdjacentHTML', message: 'use append' }, { object: 'document', property: 'write', message: 'use append' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
];
