-- CORE-POS's tables, by the columns of its models (customers.md 4.1, 4.2), and a table of change rows with the triggers
-- that fill it.
CREATE TABLE custdata (
    CardNo INT, personNum TINYINT NOT NULL DEFAULT 1, LastName VARCHAR(30), FirstName VARCHAR(30),
    CashBack DECIMAL(10,2), Balance DECIMAL(10,2), Discount SMALLINT, MemDiscountLimit DECIMAL(10,2),
    ChargeLimit DECIMAL(10,2), ChargeOk TINYINT, WriteChecks TINYINT, StoreCoupons TINYINT,
    Type VARCHAR(10), memType TINYINT, staff TINYINT, SSI TINYINT, Purchases DECIMAL(10,2),
    NumberOfChecks SMALLINT, memCoupons INT, blueLine VARCHAR(50), Shown TINYINT, LastChange DATETIME,
    id INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (id), UNIQUE (CardNo, personNum)
) CHARACTER SET utf8mb4;
CREATE TABLE memberCards (
    card_no INT, upc VARCHAR(13), PRIMARY KEY (card_no, upc), UNIQUE (card_no)
) CHARACTER SET utf8mb4;
CREATE TABLE meminfo (
    card_no INT PRIMARY KEY, last_name VARCHAR(30), first_name VARCHAR(30), othlast_name VARCHAR(30),
    othfirst_name VARCHAR(30), street VARCHAR(255), city VARCHAR(20), state VARCHAR(2), zip VARCHAR(10),
    phone VARCHAR(30), email_1 VARCHAR(50), email_2 VARCHAR(50), ads_OK TINYINT, modified DATETIME
) CHARACTER SET utf8mb4;
CREATE TABLE memtype (
    memtype TINYINT PRIMARY KEY, memDesc VARCHAR(20), custdataType VARCHAR(10), discount SMALLINT,
    staff TINYINT, ssi TINYINT, salesCode INT, ignoreSales TINYINT, enabled TINYINT
) CHARACTER SET utf8mb4;
CREATE TABLE suspensions (
    cardno INT PRIMARY KEY, type CHAR(1), memtype1 INT, memtype2 VARCHAR(6), suspDate DATETIME,
    reason TEXT, mailflag INT, discount INT, chargelimit DECIMAL(10,2), reasoncode INT
) CHARACTER SET utf8mb4;
CREATE TABLE memDates (
    card_no INT PRIMARY KEY, start_date DATETIME, end_date DATETIME
) CHARACTER SET utf8mb4;
CREATE TABLE CustomerNotifications (
    customerNotificationID INT NOT NULL AUTO_INCREMENT PRIMARY KEY, cardNo INT, customerID INT,
    source VARCHAR(50), type VARCHAR(50), message VARCHAR(255), modifierModule VARCHAR(50)
) CHARACTER SET utf8mb4;
CREATE TABLE changes (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, object_type VARCHAR(50), object_key VARCHAR(50),
    deleted TINYINT
) CHARACTER SET utf8mb4;
CREATE TRIGGER custdata_insert AFTER INSERT ON custdata FOR EACH ROW
    INSERT INTO changes (object_type, object_key, deleted) VALUES ('Member', NEW.CardNo, 0);
CREATE TRIGGER custdata_update AFTER UPDATE ON custdata FOR EACH ROW
    INSERT INTO changes (object_type, object_key, deleted) VALUES ('Member', NEW.CardNo, 0);
CREATE TRIGGER custdata_delete AFTER DELETE ON custdata FOR EACH ROW
    INSERT INTO changes (object_type, object_key, deleted) VALUES ('Member', OLD.CardNo, 1);
CREATE TRIGGER meminfo_update AFTER UPDATE ON meminfo FOR EACH ROW
    INSERT INTO changes (object_type, object_key, deleted) VALUES ('Member', NEW.card_no, 0);
