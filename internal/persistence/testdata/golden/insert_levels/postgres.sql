-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES ($1) RETURNING "id";
-- 1: ann

-- stage 2

-- inserting book
INSERT INTO "books" ("title", "author_id") SELECT "u"."title", "u"."author_id" FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS "u"("title", "author_id", "drey_ordinal") ORDER BY "u"."drey_ordinal" RETURNING "id", "seen_on";
-- 1: {"a","b"}
-- 2: {the id of author 1, the id of author 1}
