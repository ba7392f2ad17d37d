INSERT INTO always_to_default (name) VALUES ('next');
INSERT INTO default_to_always (name) VALUES ('next');
INSERT INTO default_to_serial (name) VALUES ('next');
INSERT INTO serial_to_default (name) VALUES ('next');
INSERT INTO serial_grows (name) VALUES ('next');
INSERT INTO serial_comes (name) VALUES ('next');
