/**
 * Whether user code can go back in time with its task: all it remembers must be in Flink state or in plain fields of
 * an object, which are copied. What hides elsewhere (captured variables, `#private` fields, bound functions) is
 * refused here, by the text of the code.
 */
import { fail, ok, type Result } from '../base/result.ts'
import { findCapturedWrite, holdsOuterThis, type Finding } from './captured-writes.ts'

type Code = (...values: never) => unknown

const COPIED_CLASSES: readonly unknown[] = [
  Object,
  Array,
  Map,
  Set,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
]

/** `operator` is the uid named in the problem. */
export function checkTravels(code: unknown, operator: string): Result<null> {
  const finding = findInValue(code, new Set())
  if (finding === null) return ok(null)
  const expected = 'expected a function that keeps what it remembers in state or in fields of its object'
  return fail(
    'state-cannot-travel',
    `operators.${operator}`,
    `${operator}: ${expected}, got one that ${finding}`,
  )
}

function findInValue(value: unknown, seen: Set<object>): Finding {
  if (typeof value === 'function') return findInFunction(value as Code)
  if (typeof value !== 'object' || value === null || seen.has(value)) return null
  seen.add(value)
  return findInFields(value, seen) ?? findInClasses(value)
}

function findInFunction(code: Code): Finding {
  const text = String(code)
  if (text.startsWith('class')) return 'is a class; give it an instance'
  if (isNative(text))
    return code.name.startsWith('bound ') ? 'is bound, so that its text cannot be read' : null
  return findCapturedWrite(text)
}

function findInFields(value: object, seen: Set<object>): Finding {
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'function' && holdsOuterThis(String(field))) {
      return `has the arrow function ${name} that uses this; make it a method`
    }
    const foreign = foreignClass(field)
    if (foreign !== null) return `has a ${foreign} in its field ${name}, which cannot be copied`
    const finding = findInValue(field, seen)
    if (finding !== null) return finding
  }
  return null
}

/** The name of a built-in class whose instances are not plain data, such as RegExp or WeakMap. */
function foreignClass(field: unknown): string | null {
  if (typeof field !== 'object' || field === null) return null
  const { constructor } = field
  if (typeof constructor !== 'function' || !isNative(String(constructor))) return null
  return COPIED_CLASSES.includes(constructor) ? null : constructor.name
}

function findInClasses(value: object): Finding {
  for (
    let proto: unknown = Object.getPrototypeOf(value);
    proto !== null;
    proto = Object.getPrototypeOf(proto)
  ) {
    const finding = findInClass(proto as object)
    if (finding !== null) return finding
  }
  return null
}

function findInClass(proto: object): Finding {
  const text = typeof proto.constructor === 'function' ? String(proto.constructor) : ''
  if (text === '' || isNative(text)) return null
  if (text.startsWith('class')) return findCapturedWrite(text)
  // A class from before there were classes: a constructor, and methods put on its prototype.
  const methods = Object.values(Object.getOwnPropertyDescriptors(proto)).map(({ value }) => value as unknown)
  for (const method of methods) {
    const finding = typeof method === 'function' ? findInFunction(method as Code) : null
    if (finding !== null) return finding
  }
  return null
}

function isNative(text: string): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(text)
}
