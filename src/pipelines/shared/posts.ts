/** Letters to public mailing lists, in the order of their arrival; people and threads are numbers. */
import { columns, csvRecords } from '../../datastream/index.ts'
import { POSTS_CSV } from '../data/posts.ts'

export interface Post {
  readonly written: number
  readonly received: number
  readonly author: string
  readonly thread: string
  readonly list: string
}

export const POSTS_ORIGIN = {
  en: 'Letters to public mailing lists, SpamAssassin corpus 2002, by way of @stdlib. CC0 1.0; people and subjects are numbers.',
  zh: '公共邮件列表来信，SpamAssassin 语料库 2002 年，经由 @stdlib。CC0 1.0；作者与主题以编号代替。',
} as const

export function readPosts(): readonly Post[] {
  return csvRecords<Post>(POSTS_CSV, {
    written: columns.integer,
    received: columns.integer,
    author: columns.text,
    thread: columns.text,
    list: columns.text,
  }).records
}
