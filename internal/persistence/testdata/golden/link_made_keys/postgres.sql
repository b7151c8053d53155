-- stage 1

-- inserting book
INSERT INTO "books" ("title", "author_id") SELECT "u"."title", "u"."author_id" FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS "u"("title", "author_id", "drey_ordinal") ORDER BY "u"."drey_ordinal" RETURNING "id", "seen_on";
-- 1: {"a","b"}
-- 2: {NULL,NULL}

-- inserting tag
INSERT INTO "tags" ("id", "word") VALUES ($1, $2);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: x

-- stage 2

-- linking book_tags
INSERT INTO "book_tags" ("book_id", "tag_id") SELECT "u"."drey_1", "u"."drey_2" FROM unnest($1::bigint[], $2::uuid[]) AS "u"("drey_1", "drey_2");
-- 1: {the id of book 2, the id of book 1}
-- 2: {"01000000-0000-0000-0000-000000000000","01000000-0000-0000-0000-000000000000"}
