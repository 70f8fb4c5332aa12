import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.{ts,tsx}',
            'platforms/**/*.test.{ts,tsx}',
            'scripts/**/*.test.mjs',
            'fuzz/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          testTimeout: 15_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          // They start real processes and measure: one file at a time, after the others.
          name: 'e2e',
          include: ['test/**/*.test.{ts,tsx}'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
