import { configure } from '@testing-library/vue'

// What a person sees appears in its own time on a busy machine; waiting longer only costs when a test fails.
configure({ asyncUtilTimeout: 15_000 })
