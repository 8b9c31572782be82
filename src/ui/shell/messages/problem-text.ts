/** What went wrong, in words: which thing, where in it, and what was expected. Codes that are known are translated. */
import { anyRefusalText } from '../../i18n/command-texts.ts'
import type { Language } from '../../../store/preferences.ts'
import type { ShownProblem } from '../../../store/session.ts'

type About = ShownProblem['about']

interface ProblemTexts {
  readonly about: Readonly<Record<About, (file: string) => string>>
  readonly known: Readonly<Record<string, string>>
  readonly at: (path: string) => string
  readonly unchanged: string
}

const en: ProblemTexts = {
  about: {
    open: () => 'The run could not be opened.',
    act: () => 'That is not possible now.',
    undo: () => 'There is nothing to undo.',
    import: file => `${file === '' ? 'The file' : file} could not be opened.`,
    export: () => 'The file could not be made.',
    branch: () => 'The branch could not be changed.',
    storage: () => 'The browser could not keep the run.',
    restore: () => 'The job could not be restored.',
    engine: () => 'The engine could not answer.',
  },
  known: {
    'file-too-large': 'Files of up to 256 MB are read; this one was not.',
    'config-too-large': 'A config.yaml of up to 256 kB is read; this one was not.',
  },
  at: path => ` At ${path}.`,
  unchanged: ' Nothing of the current run has changed.',
}

const zh: ProblemTexts = {
  about: {
    open: () => '无法打开此次运行。',
    act: () => '现在无法这样做。',
    undo: () => '没有可撤销的操作。',
    import: file => `无法打开${file === '' ? '该文件' : ` ${file}`}。`,
    export: () => '无法生成文件。',
    branch: () => '无法更改分支。',
    storage: () => '浏览器无法保存此次运行。',
    restore: () => '无法恢复该作业。',
    engine: () => '引擎没有回应。',
  },
  known: {
    'file-too-large': '最大可读取 256 MB 的文件；此文件未读取。',
    'config-too-large': '最大可读取 256 kB 的 config.yaml；此文件未读取。',
  },
  at: path => ` 位置：${path}。`,
  unchanged: ' 当前的运行没有任何变化。',
}

const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
const asSentence = (words: string): string => (words === '' || /[.!?。]$/.test(words) ? words : `${words}.`)

export function problemText(
  problem: ShownProblem,
  language: Language,
): { readonly title: string; readonly detail: string } {
  const text = language === 'zh' ? zh : en
  const known = text.known[problem.code] ?? anyRefusalText(language, problem.code)
  const what = known ?? asSentence(capitalized(problem.message))
  const where = known !== undefined || problem.path === '' ? '' : text.at(problem.path)
  const tail =
    problem.about === 'import' || problem.about === 'open' || problem.about === 'restore'
      ? text.unchanged
      : ''
  return { title: text.about[problem.about](problem.fileName ?? ''), detail: `${what}${where}${tail}` }
}
