-- A wholesaler, with the types that people give SQLite's columns.
CREATE TABLE categories (category_id INTEGER PRIMARY KEY, name NVARCHAR(15) NOT NULL UNIQUE, picture BLOB, notes CLOB);
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY AUTOINCREMENT, company VARCHAR(40) NOT NULL, fax, home_page TEXT COLLATE NOCASE);
CREATE TABLE deliveries (delivery_id INTEGER PRIMARY KEY, supplier_id INT NOT NULL REFERENCES suppliers (supplier_id) ON DELETE SET NULL);
CREATE TABLE products (
	product_id INTEGER PRIMARY KEY,
	name TEXT NOT NULL CHECK (length(name) > 0),
	supplier_id INT REFERENCES suppliers (supplier_id) ON DELETE SET NULL,
	category_id INTEGER REFERENCES categories ON UPDATE CASCADE,
	price NUMERIC(10,2) NOT NULL DEFAULT 0,
	weight REAL,
	in_stock SMALLINT NOT NULL DEFAULT (1+2),
	reorder BIGINT DEFAULT -1,
	discontinued BOOLEAN NOT NULL DEFAULT FALSE,
	label TEXT GENERATED ALWAYS AS (upper(name)) STORED,
	CONSTRAINT price_or_gift CHECK (price > 0 OR in_stock = 0)
);
CREATE INDEX products_name ON products (lower(name), price DESC);
CREATE INDEX products_category ON products (category_id);
CREATE UNIQUE INDEX products_current ON products (name) where discontinued = 0;
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, last_name TEXT NOT NULL, reports_to INTEGER REFERENCES employees (employee_id), born DATE, hired DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, photo BLOB NOT NULL DEFAULT x'00', salary DOUBLE PRECISION);
CREATE TABLE regions (region_id INTEGER PRIMARY KEY, description CHAR(50) NOT NULL DEFAULT 'it''s, (here)');
CREATE TABLE territories (code VARCHAR(20) PRIMARY KEY, region_id INTEGER NOT NULL REFERENCES regions (region_id), area FLOAT);
CREATE TABLE employee_territories (employee_id INTEGER NOT NULL REFERENCES employees (employee_id), code TEXT NOT NULL REFERENCES territories (code), PRIMARY KEY (employee_id, code));
CREATE TABLE customers (customer_id CHAR(5) NOT NULL PRIMARY KEY, company TEXT NOT NULL, contact JSON, UNIQUE (company, customer_id));
CREATE TABLE shippers (shipper_id INTEGER PRIMARY KEY, company TEXT NOT NULL DEFAULT 'by sea', phone TEXT);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id CHAR(5) REFERENCES customers, employee_id INTEGER REFERENCES employees (employee_id), ship_via INTEGER REFERENCES shippers (shipper_id), ordered_at TIMESTAMP NOT NULL, required DATE, freight DECIMAL(8,3) DEFAULT 0.5, at TIME);
CREATE TABLE order_details (order_id INTEGER NOT NULL REFERENCES orders (order_id) ON DELETE CASCADE, product_id INTEGER NOT NULL REFERENCES products (product_id), quantity SMALLINT NOT NULL DEFAULT 1 CHECK (quantity > 0), PRIMARY KEY (product_id, order_id));
CREATE TABLE returned (order_id INTEGER NOT NULL, product_id INTEGER NOT NULL, reason TEXT, PRIMARY KEY (order_id, product_id), FOREIGN KEY (product_id, order_id) REFERENCES order_details (product_id, order_id));
CREATE TABLE profiles (customer_id CHAR(5) PRIMARY KEY REFERENCES customers (customer_id) ON DELETE CASCADE, text TEXT);
CREATE TABLE invoices (number TEXT PRIMARY KEY, order_id INTEGER NOT NULL UNIQUE REFERENCES orders (order_id));
CREATE TABLE likes (liker TEXT REFERENCES customers (customer_id), liked TEXT REFERENCES customers (customer_id), PRIMARY KEY (liker, liked));
CREATE TABLE audit (at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, what TEXT NOT NULL, who VARCHAR(40));
CREATE TABLE "2fa codes" ("select" INTEGER PRIMARY KEY, "type" TEXT, "Type 2" TEXT, "type_2" TEXT, "größe" TEXT, "table_name" TEXT, "a.b" TEXT, "日" TEXT);
INSERT INTO categories (name, picture, notes) VALUES ('Beverages', x'0102', 'cold');
INSERT INTO suppliers (company, fax) VALUES ('Zee', 'none');
INSERT INTO products (name, supplier_id, category_id, price, weight, discontinued) VALUES ('Tea', 1, 1, 18.25, 0.5, TRUE);
INSERT INTO employees (last_name, born, hired, salary) VALUES ('Noor', '1980-05-01', '2020-01-02 03:04:05', 10.5);
INSERT INTO employees (last_name, reports_to) VALUES ('Pim', 1);
INSERT INTO regions (region_id) VALUES (1);
INSERT INTO territories VALUES ('N1', 1, 2.5);
INSERT INTO employee_territories VALUES (1, 'N1');
INSERT INTO customers VALUES ('ABCDE', 'Aa', '{"tel": 1}'), ('FGHIJ', 'Bb', NULL);
INSERT INTO shippers (phone) VALUES ('1');
INSERT INTO orders (customer_id, employee_id, ship_via, ordered_at, required, at) VALUES ('ABCDE', 2, 1, '2024-01-01 10:00:00', '2024-02-01', '10:00');
INSERT INTO order_details VALUES (1, 1, 12);
INSERT INTO returned VALUES (1, 1, 'cold');
INSERT INTO profiles VALUES ('ABCDE', 'x');
INSERT INTO invoices VALUES ('2024-1', 1);
INSERT INTO likes VALUES ('ABCDE', 'FGHIJ');
INSERT INTO audit (what) VALUES ('start');
INSERT INTO "2fa codes" VALUES (1, 'a','b','b2','c','d','e','f');
CREATE TABLE uncounted (id INT PRIMARY KEY, v text);
CREATE TABLE backwards (id INTEGER PRIMARY KEY DESC, v text);
CREATE TABLE rowless (id INTEGER PRIMARY KEY, v text) WITHOUT ROWID;
INSERT INTO uncounted VALUES (7, 'x');
INSERT INTO backwards VALUES (7, 'x');
INSERT INTO rowless VALUES (7, 'x');
INSERT INTO deliveries (supplier_id) SELECT min(supplier_id) FROM suppliers
;
CREATE TABLE labels (id INTEGER PRIMARY KEY, word TEXT NOT NULL, shade TEXT NOT NULL, UNIQUE (word COLLATE NOCASE), UNIQUE (word), UNIQUE (word COLLATE RTRIM, shade DESC));
INSERT INTO labels (word, shade) VALUES ('red', 'dark'), ('blue', 'light')
