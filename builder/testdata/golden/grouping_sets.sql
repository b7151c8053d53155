-- postgres
SELECT "books"."author_id", "books"."price", grouping("books"."author_id"), count(*) FROM "books" GROUP BY GROUPING SETS (("books"."author_id", "books"."price"), "books"."author_id", ())

-- sqlite
-- no GROUPING SETS
