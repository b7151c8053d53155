-- stage 1

-- inserting tag
INSERT INTO "tags" ("id", "word") SELECT "u"."id", "u"."word" FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS "u"("id", "word", "drey_ordinal") ORDER BY "u"."drey_ordinal";
-- 1: {"01000000-0000-0000-0000-000000000000","02000000-0000-0000-0000-000000000000"}
-- 2: {"x","y"}

-- linking book_tags
INSERT INTO "book_tags" ("tag_id", "book_id") VALUES ($1, $2);
-- 1: 01000000-0000-0000-0000-000000000000
-- 2: 7
