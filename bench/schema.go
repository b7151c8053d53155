package main

// schema makes the tables: those ending in _w are written, heroes_u is updated, the rest is only read.
const schema = `
CREATE TABLE heroes (id bigserial PRIMARY KEY, name text NOT NULL, age int, app_src text NOT NULL, power float8 NOT NULL,
	active bool NOT NULL, tags text[] NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_on timestamptz);
CREATE TABLE heroes_w (id bigserial PRIMARY KEY, name text NOT NULL, age int, app_src text NOT NULL, power float8 NOT NULL,
	active bool NOT NULL, tags text[] NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_on timestamptz);
CREATE TABLE heroes_u (LIKE heroes INCLUDING ALL) WITH (fillfactor = 40);
INSERT INTO heroes (name, age, app_src, power, active, tags, created_at, updated_on)
	SELECT 'Hero number ' || i, CASE WHEN i % 5 <> 0 THEN i % 90 END, 'app-' || (i % 7), i * 1.25, i % 2 = 0,
		ARRAY['strong', 'tag' || (i % 10)], now() - (i || ' seconds')::interval, CASE WHEN i % 3 = 0 THEN now() END
	FROM generate_series(1, 20000) i;
INSERT INTO heroes_u SELECT * FROM heroes WHERE id <= 10000;
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, email text NOT NULL);
CREATE TABLE toys (id bigserial PRIMARY KEY, name text NOT NULL, price float8 NOT NULL);
CREATE TABLE user_toys (user_id bigint NOT NULL REFERENCES users, toy_id bigint NOT NULL REFERENCES toys, PRIMARY KEY (user_id, toy_id));
CREATE INDEX ON user_toys (toy_id);
INSERT INTO users (name, email) SELECT 'User ' || i, 'user' || i || '@example.org' FROM generate_series(1, 1000) i;
INSERT INTO toys (name, price) SELECT 'Toy ' || i, i * 0.5 FROM generate_series(1, 500) i;
INSERT INTO user_toys SELECT u, 1 + (u*7 + k*13) % 500 FROM generate_series(1, 1000) u, generate_series(1, 5) k;
CREATE TABLE users_w (id bigserial PRIMARY KEY, name text NOT NULL, email text NOT NULL);
CREATE TABLE toys_w (id bigserial PRIMARY KEY, name text NOT NULL, price float8 NOT NULL);
CREATE TABLE user_toys_w (user_id bigint NOT NULL REFERENCES users_w, toy_id bigint NOT NULL REFERENCES toys_w, PRIMARY KEY (user_id, toy_id));
`

// The statements of those who write SQL by hand.
const (
	heroColumns  = "id, name, age, app_src, power, active, tags, created_at, updated_on"
	selectHero   = "SELECT " + heroColumns + " FROM heroes WHERE id = $1"
	selectHeroes = "SELECT " + heroColumns + " FROM heroes WHERE id > $1 AND id <= $2"
	insertInto   = "INSERT INTO heroes_w (name, age, app_src, power, active, tags, updated_on) "
	insertHero   = insertInto + "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id, created_at"
	insertHeroes = insertInto + `SELECT a, b, c, d, e, f::text[], g
FROM unnest($1::text[], $2::int[], $3::text[], $4::float8[], $5::bool[], $6::text[], $7::timestamptz[]) AS t (a, b, c, d, e, f, g)
RETURNING id, created_at`
	insertNamed  = insertInto + "VALUES (:name, :age, :app_src, :power, :active, :tags, :updated_on) RETURNING id, created_at"
	updateHero   = "UPDATE heroes_u SET name = $2, power = $3, updated_on = $4 WHERE id = $1"
	updateHeroes = `UPDATE heroes_u h SET name = t.n, power = t.p, updated_on = t.u
FROM unnest($1::bigint[], $2::text[], $3::float8[], $4::timestamptz[]) AS t (id, n, p, u) WHERE h.id = t.id`
	updatePower   = "UPDATE heroes_u SET power = $2 WHERE id = $1"
	selectUsers   = "SELECT id, name, email FROM users WHERE id > $1 AND id <= $2"
	selectToys    = "SELECT ut.user_id, t.id, t.name, t.price FROM user_toys ut JOIN toys t ON t.id = ut.toy_id WHERE ut.user_id = ANY($1)"
	selectToysOf  = "SELECT ut.user_id, t.id, t.name, t.price FROM user_toys ut JOIN toys t ON t.id = ut.toy_id WHERE ut.user_id > $1 AND ut.user_id <= $2"
	insertUser    = "INSERT INTO users_w (name, email) VALUES ($1, $2) RETURNING id"
	insertToy     = "INSERT INTO toys_w (name, price) VALUES ($1, $2) RETURNING id"
	insertToys    = "INSERT INTO toys_w (name, price) SELECT * FROM unnest($1::text[], $2::float8[]) RETURNING id"
	insertLink    = "INSERT INTO user_toys_w (user_id, toy_id) VALUES ($1, $2)"
	insertLinks   = "INSERT INTO user_toys_w (user_id, toy_id) SELECT $1::bigint, * FROM unnest($2::bigint[])"
	insertUserKey = "INSERT INTO users_w (id, name, email) VALUES ($1, $2, $3)"
	insertToysKey = "INSERT INTO toys_w (id, name, price) SELECT * FROM unnest($1::bigint[], $2::text[], $3::float8[])"
	deleteLinks   = "DELETE FROM user_toys_w WHERE user_id = ANY($1)"
	deleteUsers   = "DELETE FROM users_w WHERE id = ANY($1)"
)
