-- postgres
INSERT INTO "genres" DEFAULT VALUES

-- sqlite
INSERT INTO "genres" DEFAULT VALUES
