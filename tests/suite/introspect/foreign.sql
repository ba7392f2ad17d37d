-- A shop, a library and a cinema in the styles of those who write SQL by hand, by a converter, by an ORM.

-- By hand, in capitals, with brackets.
CREATE TABLE [Album]
(
    [AlbumId] INTEGER NOT NULL,
    [Title] NVARCHAR(160)  NOT NULL,
    [ArtistId] INTEGER  NOT NULL,
    CONSTRAINT [PK_Album] PRIMARY KEY ([AlbumId]),
    FOREIGN KEY ([ArtistId]) REFERENCES [Artist] ([ArtistId])
		ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE [Artist] ([ArtistId] INTEGER NOT NULL, [Name] NVARCHAR(120), CONSTRAINT [PK_Artist] PRIMARY KEY ([ArtistId]));
CREATE TABLE [Genre] ([GenreId] INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, [Name] NVARCHAR(120));
CREATE TABLE [MediaType] ([MediaTypeId] INTEGER NOT NULL PRIMARY KEY, [Name] NVARCHAR(120));
CREATE TABLE [Track]
(
    [TrackId] INTEGER NOT NULL,
    [Name] NVARCHAR(200) NOT NULL COLLATE NOCASE,
    [AlbumId] INTEGER REFERENCES Album, -- the key goes without saying
    [MediaTypeId] INTEGER NOT NULL,
    [GenreId] INTEGER,
    [Composer] NVARCHAR(220),
    [Milliseconds] INTEGER NOT NULL,
    [Bytes] INTEGER,
    [UnitPrice] NUMERIC(10,2) NOT NULL DEFAULT 0.99,
    CONSTRAINT [PK_Track] PRIMARY KEY ([TrackId]),
    FOREIGN KEY ([GenreId]) REFERENCES [genre] ([genreid]) ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "fk media" FOREIGN KEY ([MediaTypeId]) REFERENCES [MediaType] ([MediaTypeId]) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX [IFK_AlbumArtistId] ON [Album] ([ArtistId]);
CREATE INDEX [IFK_TrackName] ON [Track] ([Name] COLLATE BINARY DESC, [AlbumId]);
CREATE UNIQUE INDEX [IPK_Track] ON [Track] ([TrackId]);
CREATE TABLE [Playlist] ([PlaylistId] INTEGER NOT NULL, [Name] NVARCHAR(120), CONSTRAINT [PK_Playlist] PRIMARY KEY ([PlaylistId]));
CREATE TABLE [PlaylistTrack]
(
    [PlaylistId] INTEGER NOT NULL,
    [TrackId] INTEGER NOT NULL,
    CONSTRAINT [PK_PlaylistTrack] PRIMARY KEY  ([PlaylistId], [TrackId]),
    FOREIGN KEY ([PlaylistId]) REFERENCES [Playlist] ([PlaylistId]),
    FOREIGN KEY ([TrackId]) REFERENCES [Track] ([TrackId])
) WITHOUT ROWID;

-- By a converter, in double quotes and lower case.
CREATE TABLE "Customers" (
   "CustomerID" TEXT PRIMARY KEY,
   "Company Name" TEXT NOT NULL,
   "Picture" BLOB NULL,
   "Since" DATETIME DEFAULT CURRENT_TIMESTAMP,
   "Phone" VARCHAR2(24) DEFAULT ''
);
CREATE TABLE "Order Details"(
   "OrderID" INTEGER NOT NULL,
   "ProductID" INTEGER NOT NULL,
   "UnitPrice" NUMERIC NOT NULL DEFAULT 0,
   "Quantity" INTEGER NOT NULL DEFAULT 1,
   "Discount" REAL NOT NULL DEFAULT 0,
    PRIMARY KEY ("OrderID","ProductID"),
    CHECK ([Discount]>=(0) and [Discount]<=(1)),
    CHECK ([Quantity]>(0)),
    CONSTRAINT "CK_UnitPrice" CHECK ([UnitPrice]>=(0)),
    FOREIGN KEY ("OrderID") REFERENCES "Orders" ("OrderID") 
		ON DELETE CASCADE
);
CREATE TABLE "Orders" (
   "OrderID" INTEGER PRIMARY KEY AUTOINCREMENT,
   "CustomerID" TEXT,
   "Freight" MONEY DEFAULT 0,
   "OrderDate" DATETIME,
   "ShipVia" INT CONSTRAINT shipped REFERENCES shippers (id) ON UPDATE SET DEFAULT,
   FOREIGN KEY ("CustomerID") REFERENCES "Customers" ("CustomerID")
);
CREATE TABLE shippers (id integer primary key, name varchar(40) not null unique, rating tinyint(1) check (rating between 1 and 5));
CREATE TABLE regions (code char(2) not null, "year" year not null, name, primary key (code, year) on conflict replace);
CREATE TABLE territories (
    id bigint unsigned not null primary key,
    code char(2) not null, y year not null,
    boss references territories,
    kind text not null default 'city' check (kind in ('city', 'county', 'people''s republic')),
    foreign key (code, y) references regions (code, year) match full on delete restrict
);
CREATE UNIQUE INDEX territories_code ON territories (code, y) WHERE boss IS NULL;

-- By an ORM.
CREATE TABLE IF NOT EXISTS "ar_posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar DEFAULT NULL, "body" text, "published" boolean DEFAULT 'f' NOT NULL, "lock_version" integer DEFAULT 0 NOT NULL, "created_at" datetime(6) NOT NULL, "meta" json DEFAULT '{}' NOT NULL, "score" decimal(5,2) DEFAULT 1.5, "bignum" decimal(20,4), "key" binary(16));
CREATE UNIQUE INDEX "index_ar_posts_on_title" ON "ar_posts" ("title");
CREATE INDEX "index_ar_posts_on_lower" ON "ar_posts" (lower("title"), "created_at" DESC) WHERE published = 't';
CREATE TABLE django_content_type (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, app_label varchar(100) NOT NULL, model varchar(100) NOT NULL, flag bool NOT NULL, secs real NOT NULL, dur bigint NOT NULL, u char(32) NULL, ip char(39) NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "n" integer unsigned NOT NULL CHECK ("n" >= 0), CONSTRAINT "both" UNIQUE (app_label, model));
CREATE TABLE efcore_items ("Id" TEXT NOT NULL CONSTRAINT "PK_Items" PRIMARY KEY, "Name" TEXT NOT NULL, "Price" TEXT NOT NULL DEFAULT '0.0', "When" TEXT NOT NULL DEFAULT (datetime('now')));

-- A cinema: everything that SQLite has.
CREATE TABLE film (
  film_id int NOT NULL,
  title VARCHAR(255) NOT NULL,
  release_year VARCHAR(4) DEFAULT NULL,
  rental_rate DECIMAL(4,2) NOT NULL DEFAULT 4.99,
  rating VARCHAR(10) DEFAULT 'G' CONSTRAINT CHECK_special_rating CHECK (rating IN ('G','PG','PG-13','R','NC-17')),
  special_features VARCHAR(100) DEFAULT NULL,
  full_title TEXT GENERATED ALWAYS AS (title || ' (' || release_year || ')') VIRTUAL,
  price_class INT AS (CASE WHEN rental_rate > 3 THEN 1 ELSE 0 END) STORED NOT NULL,
  last_update TIMESTAMP NOT NULL DEFAULT (strftime('%s', 'now')),
  PRIMARY KEY (film_id),
  CONSTRAINT CHECK_special_features CHECK(special_features is null or special_features like '%Trailers%')
);
CREATE TABLE actor (actor_id NUMERIC NOT NULL, first_name VARCHAR(45) NOT NULL COLLATE RTRIM, last_name VARCHAR(45) NOT NULL, PRIMARY KEY (actor_id));
CREATE INDEX idx_actor_last_name ON actor (last_name COLLATE NOCASE, first_name);
CREATE TABLE film_actor (
  actor_id NUMERIC NOT NULL, film_id INT NOT NULL,
  PRIMARY KEY (actor_id, film_id),
  CONSTRAINT fk_film_actor_actor FOREIGN KEY (actor_id) REFERENCES actor (actor_id) ON DELETE NO ACTION ON UPDATE CASCADE,
  CONSTRAINT fk_film_actor_film FOREIGN KEY (film_id) REFERENCES film
);
CREATE TABLE measures (
    sensor TEXT NOT NULL, at INTEGER NOT NULL, value REAL, raw BLOB, extra ANY, small INT,
    PRIMARY KEY (sensor, at DESC),
    UNIQUE (value, raw) ON CONFLICT IGNORE
) STRICT, WITHOUT ROWID;
CREATE TABLE flags (name TEXT PRIMARY KEY COLLATE NOCASE, is_on INTEGER NOT NULL ON CONFLICT ABORT DEFAULT TRUE, why TEXT NOT NULL ON CONFLICT REPLACE DEFAULT "none") STRICT;
CREATE TABLE logs (line, at DEFAULT (julianday('now')), level INTEGER DEFAULT -1, hex INT DEFAULT 0x10, b BLOB DEFAULT x'C0FFEE', w TEXT DEFAULT word, e DOUBLE PRECISION DEFAULT 1e-3, d DATE DEFAULT CURRENT_DATE, t TIME DEFAULT (time('now')), z TIMESTAMP WITH TIME ZONE DEFAULT (datetime('now','localtime')));
CREATE TABLE copied AS SELECT film_id, title, rental_rate, 1 + 1 AS two FROM film;
CREATE TABLE late (id INTEGER PRIMARY KEY);
ALTER TABLE late ADD COLUMN added VARCHAR(10) DEFAULT 'x' REFERENCES film (film_id);
ALTER TABLE late RENAME COLUMN id TO late_id;
ALTER TABLE late RENAME TO "later, on";
CREATE TABLE lost (id INTEGER PRIMARY KEY DESC, gone INTEGER REFERENCES nowhere (id), half INTEGER REFERENCES film (no_column));
CREATE TABLE "with.dot" (a INTEGER, b TEXT);
CREATE INDEX dotted ON "with.dot" (a);
CREATE TABLE a1 (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b1 (id));
CREATE TABLE b1 (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a1 (id), c VARCHAR(5) UNIQUE UNIQUE, d INTEGER, e TEXT COLLATE NOCASE, UNIQUE (d, c), UNIQUE (e COLLATE BINARY));
CREATE INDEX expr ON b1 ((d + 1), (c), abs(d) DESC, 'd');

-- What zmig does not manage.
CREATE VIEW film_list AS SELECT f.title, a.last_name AS actor FROM film f JOIN film_actor fa ON fa.film_id = f.film_id JOIN actor a USING (actor_id);
CREATE VIEW [Order Subtotals] AS SELECT "Order Details".OrderID, Sum("Order Details".UnitPrice * Quantity) AS Subtotal FROM "Order Details" GROUP BY "Order Details".OrderID;
CREATE VIEW on_view AS SELECT title FROM film_list;
CREATE TRIGGER film_touch AFTER UPDATE ON film BEGIN UPDATE film SET last_update = datetime('now') WHERE rowid = new.rowid; END;
CREATE TRIGGER film_log AFTER DELETE ON film WHEN old.rating = 'R' BEGIN INSERT INTO logs (line, level) VALUES (old.title, 2); DELETE FROM film_actor WHERE film_id = old.film_id; END;
CREATE TRIGGER list_insert INSTEAD OF INSERT ON film_list BEGIN INSERT INTO actor (actor_id, last_name, first_name) VALUES (1, new.actor, ''); END;
CREATE VIRTUAL TABLE film_text USING fts5(title, special_features, content='film', content_rowid='film_id');
CREATE VIRTUAL TABLE notes USING fts5(body, tokenize = 'porter ascii');
CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, +label TEXT);
CREATE TABLE notes_mine (id INTEGER PRIMARY KEY);
