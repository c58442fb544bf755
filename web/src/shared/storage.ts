/** The browser's storage, or one in memory where the browser refuses (private windows, strict settings). */
export function browserStorage(): Storage {
  try {
    const storage = window.localStorage
    storage.setItem('qiao:probe', '1')
    storage.removeItem('qiao:probe')
    return storage
  } catch {
    return memoryStorage()
  }
}

/** Like the real one it lists its items by `Object.keys`. */
export function memoryStorage(): Storage {
  const methods = {
    getItem: (key: string) => items[key] ?? null,
    setItem: (key: string, value: string) => { items[key] = value },
    removeItem: (key: string) => { Reflect.deleteProperty(items, key) },
    clear: () => { for (const key of Object.keys(items)) Reflect.deleteProperty(items, key) },
    key: (index: number) => Object.keys(items)[index] ?? null,
  }
  const items: Record<string, string> = Object.create(methods) as Record<string, string>
  return items as unknown as Storage
}
