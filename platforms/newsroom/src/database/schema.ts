import type { Generated, GeneratedAlways } from 'kysely'

export interface AuthorRow {
  id: number
  name: string
  beat: string
}

export interface ArticleRow {
  id: number
  slug: string
  section: string
  author_id: number
  title: string
  standfirst: string
  /** Paragraphs parted by an empty line; a paragraph that begins with `## ` is a heading, with `> ` a quotation. */
  body: string
  scene: string
  photo_caption: string
  photo_alt: string
  published_at: Date
  updated_at: Date
  comment_count: number
  /** The editors' order on the front page, 1 is the lead; null for everything else. */
  front_rank: number | null
  search: GeneratedAlways<string>
}

export interface CorrectionRow {
  id: Generated<number>
  article_id: number
  text: string
  created_at: Date
}

export interface CommentRow {
  id: Generated<number>
  article_id: number
  author_name: string
  body: string
  created_at: Date
  /** Written by a visitor, not by the seed: only these count against the limit. */
  live: Generated<boolean>
  session_hash: string | null
  search: GeneratedAlways<string>
}

export interface ReportRow {
  id: Generated<number>
  comment_id: number
  reason: string
  details: string
  created_at: Date
}

export interface PledgeRow {
  seq: Generated<number>
  reference: string
  amount_cents: number
  frequency: string
  name: string
  email: string
  message: string
  created_at: Date
}

export interface SubscriberRow {
  seq: Generated<number>
  email: string
  editions: string
  status: string
  created_at: Date
}

export interface SessionRow {
  seq: Generated<number>
  id_hash: string
  name: string
  created_at: Date
  expires_at: Date
}

export interface Schema {
  authors: AuthorRow
  articles: ArticleRow
  corrections: CorrectionRow
  comments: CommentRow
  reports: ReportRow
  pledges: PledgeRow
  subscribers: SubscriberRow
  sessions: SessionRow
}

/**
 * The tables, in SQL that PostgreSQL 15 and later understand.
 *
 * `comments.created_at` is in no index on purpose: comments are ordered by id, so moving the seeded times to today
 * (see load-edition) rewrites rows in place and touches no index. `fastupdate = off` because nothing vacuums in the
 * background here, and a pending list that nobody flushes makes every search slower.
 */
export const schemaSql = `
create table authors (id int primary key, name text not null, beat text not null);
create table articles (
  id int primary key,
  slug text not null unique,
  section text not null,
  author_id int not null references authors,
  title text not null,
  standfirst text not null,
  body text not null,
  scene text not null,
  photo_caption text not null,
  photo_alt text not null,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  comment_count int not null,
  front_rank int,
  search tsvector not null generated always as (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', standfirst), 'B') ||
    setweight(to_tsvector('english', body), 'D')) stored
) with (fillfactor = 50);
create index articles_newest on articles (published_at desc, id desc);
create index articles_section on articles (section, published_at desc, id desc);
create index articles_front on articles (front_rank) where front_rank is not null;
create index articles_search on articles using gin (search) with (fastupdate = off);
create table corrections (
  id serial primary key, article_id int not null references articles, text text not null, created_at timestamptz not null);
create index corrections_article on corrections (article_id);
create table comments (
  id serial primary key,
  article_id int not null references articles,
  author_name text not null,
  body text not null,
  created_at timestamptz not null,
  live boolean not null default false,
  session_hash text,
  search tsvector not null generated always as (to_tsvector('english', body)) stored
) with (fillfactor = 45);
create index comments_article on comments (article_id, id desc);
create index comments_live on comments (id) where live;
create index comments_session on comments (session_hash, id desc) where session_hash is not null;
create index comments_search on comments using gin (search) with (fastupdate = off);
create table reports (
  id serial primary key,
  comment_id int not null references comments on delete cascade,
  reason text not null, details text not null, created_at timestamptz not null);
create index reports_comment on reports (comment_id);
create table pledges (
  seq serial primary key, reference text not null unique, amount_cents int not null, frequency text not null,
  name text not null, email text not null, message text not null, created_at timestamptz not null);
create table subscribers (
  seq serial primary key, email text not null unique, editions text not null, status text not null,
  created_at timestamptz not null);
create table sessions (
  seq serial primary key, id_hash text not null unique, name text not null, created_at timestamptz not null,
  expires_at timestamptz not null);
`
