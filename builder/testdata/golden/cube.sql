-- postgres
SELECT "books"."author_id", "books"."price", count(*) FROM "books" GROUP BY CUBE ("books"."author_id", "books"."price")

-- sqlite
-- no CUBE
