-- A ledger of schema 0009: that of 0008 with a takedown, its lifting and an opening of names. Never edited: later code must open it.
PRAGMA application_id=1953459308;
PRAGMA journal_mode=WAL;
BEGIN TRANSACTION;
CREATE TABLE accounts (
	"key" INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	name_folded TEXT NOT NULL, 
	role TEXT NOT NULL, 
	closed BOOLEAN NOT NULL, 
	act INTEGER NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY ("key"), 
	CONSTRAINT fk_accounts_act FOREIGN KEY(act) REFERENCES acts ("key")
);
INSERT INTO "accounts" VALUES(1,'R. Viewer','r. viewer','reviewer',0,1);
CREATE TABLE acts (
	"key" INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor_kind TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	about TEXT NOT NULL, 
	why TEXT NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_acts PRIMARY KEY ("key")
);
INSERT INTO "acts" VALUES(1,'2026-11-23 16:35:24.825187','person','A. Admin','account opened','R. Viewer','joined us','{"role": "reviewer"}');
INSERT INTO "acts" VALUES(2,'2026-11-23 16:35:24.832493','person','A. Admin','token made','R. Viewer','for the site','{"token": "nightly", "scopes": ["read"], "expires_at": "2026-12-23T16:35:24.832467+00:00"}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE articles (
	version INTEGER NOT NULL, 
	title TEXT, 
	body TEXT NOT NULL, 
	language TEXT NOT NULL, 
	outlet TEXT, 
	url TEXT, 
	published_on DATE, 
	published_iso TEXT, 
	published_printed TEXT, 
	published_from TEXT, 
	newest TEXT NOT NULL, 
	repairs JSON NOT NULL, 
	description TEXT, 
	authors JSON NOT NULL, 
	tags JSON NOT NULL, standfirst TEXT, details JSON, 
	CONSTRAINT pk_articles PRIMARY KEY (version), 
	CONSTRAINT fk_articles_version FOREIGN KEY(version) REFERENCES versions ("key")
);
INSERT INTO "articles" VALUES(1,NULL,'At least 12 people died.','en','The Karvel Courier','https://karvel.example/news/ferry-fire','2024-03-04','2024-03-04T18:30:00+00:00','2024-03-04T18:30:00+00:00','byline','2024-03-04T18:30:00','[]','A ferry burned on Lake Dravo.','["A. Writer"]','["Lake Dravo", "ferries"]','It burned all night.','{"headlines": [["Ferry fire", "OpenGraph"]], "modified": {"on": "2024-03-05", "iso": "2024-03-05", "printed": "2024-03-05", "known_from": "byline", "repairs": []}, "wire": "Andes Wire", "dateline": "DRAVO"}');
CREATE TABLE bands (
	band BIGINT NOT NULL, 
	report INTEGER NOT NULL, 
	CONSTRAINT pk_bands PRIMARY KEY (band, report), 
	CONSTRAINT fk_bands_report FOREIGN KEY(report) REFERENCES reports ("key")
);
CREATE TABLE claims (
	"key" INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	reading INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	newest TEXT NOT NULL, 
	mention_exact TEXT NOT NULL, 
	mention_prefix TEXT NOT NULL, 
	mention_suffix TEXT NOT NULL, 
	mention_start INTEGER NOT NULL, 
	mention_end INTEGER NOT NULL, 
	evidence_exact TEXT NOT NULL, 
	evidence_prefix TEXT NOT NULL, 
	evidence_suffix TEXT NOT NULL, 
	evidence_start INTEGER NOT NULL, 
	evidence_end INTEGER NOT NULL, 
	low BIGINT, 
	high BIGINT, 
	value BIGINT, 
	hedge TEXT NOT NULL, 
	fraction FLOAT, 
	harm TEXT NOT NULL, 
	victims TEXT, 
	side TEXT, 
	side_folded TEXT, 
	status TEXT NOT NULL, 
	demographic TEXT, 
	place_text TEXT, 
	place_name TEXT, 
	place_geonames_id BIGINT, 
	place_latitude FLOAT, 
	place_longitude FLOAT, 
	place_where_prec INTEGER, 
	period_text TEXT, 
	period_edtf TEXT, 
	period_date_prec INTEGER, 
	aspect TEXT NOT NULL, 
	rate TEXT, 
	part_of INTEGER, 
	about INTEGER, 
	background BOOLEAN NOT NULL, 
	stance TEXT NOT NULL, 
	modality TEXT, 
	quoted BOOLEAN NOT NULL, confidence FLOAT, why JSON, said_text TEXT, said_edtf TEXT, said_date_prec INTEGER, 
	CONSTRAINT pk_claims PRIMARY KEY ("key"), 
	CONSTRAINT fk_claims_event FOREIGN KEY(event) REFERENCES events ("key"), 
	CONSTRAINT fk_claims_reading FOREIGN KEY(reading) REFERENCES readings ("key"), 
	CONSTRAINT fk_claims_version FOREIGN KEY(version) REFERENCES versions ("key"), 
	CONSTRAINT uq_claims_version_id_event UNIQUE (version, id, event)
);
INSERT INTO "claims" VALUES(1,'0123456789abcdef',1,1,1,1,'2024-03-04T18:30:00','At least 12','It burned all night.

',' people died.',22,33,'At least 12 people died.','It burned all night.

','',22,46,12,NULL,12,'at_least',NULL,'killed','people',NULL,NULL,'unknown',NULL,'on Lake Dravo','Lake Dravo',1,1.5,-2.25,2,NULL,NULL,NULL,'event',NULL,NULL,NULL,0,'asserted',NULL,0,0.93,'{"figure": {"rule": "hedged", "words": ["At least 12", 22, 33]}, "harm": {"rule": "clause", "words": ["died", 41, 45], "note": "people"}, "place": {"rule": "none", "confidence": 0.8}}',NULL,NULL,NULL);
CREATE TABLE copies (
	page_sha256 TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	charset TEXT, 
	url TEXT, 
	recorded_at DATETIME NOT NULL, 
	size INTEGER NOT NULL, 
	codec TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_copies PRIMARY KEY (page_sha256)
);
INSERT INTO "copies" VALUES('13f2c7c9e8c70d938cb1f128b0bf3cc4b471c1843902499b1acf3df466c179a2','html',NULL,NULL,'2026-11-23 11:38:44.546355',52,'zstd',X'28B52FFD2034A101003C7469746C653E466572727920666972653C2F7469746C653E3C703E4174206C656173742031322070656F706C6520646965642E');
CREATE TABLE credentials (
	account TEXT NOT NULL, 
	password TEXT, 
	email TEXT, 
	issuer TEXT, 
	subject TEXT, 
	CONSTRAINT pk_credentials PRIMARY KEY (account), 
	CONSTRAINT uq_credentials_email UNIQUE (email), 
	CONSTRAINT uq_credentials_issuer_subject UNIQUE (issuer, subject)
);
INSERT INTO "credentials" VALUES('R. Viewer',NULL,NULL,NULL,NULL);
CREATE TABLE decisions (
	"key" INTEGER NOT NULL, 
	claim INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	verdict TEXT NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY ("key"), 
	CONSTRAINT fk_decisions_claim FOREIGN KEY(claim) REFERENCES claims ("key"), 
	CONSTRAINT fk_decisions_event FOREIGN KEY(event) REFERENCES events ("key")
);
INSERT INTO "decisions" VALUES(1,1,100,'accepted');
CREATE TABLE events (
	"key" INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor_kind TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	report INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	claim TEXT, 
	why TEXT NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY ("key"), 
	CONSTRAINT fk_events_report FOREIGN KEY(report) REFERENCES reports ("key"), 
	CONSTRAINT fk_events_version FOREIGN KEY(version) REFERENCES versions ("key")
);
INSERT INTO "events" VALUES(1,'2026-11-23 11:38:44.546355','program','tolltrace 0.1.0','recorded',1,1,NULL,'read for the first time','{"method": {"code": "0.1.0", "code_sha256": "6ad9613a455798d6d92e5f5f390ab4baa70596bc869ed6b17f5cdd2b28635f06", "knowledge_sha256": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}, "previous_method": null, "new": ["0123456789abcdef"], "kept": [], "superseded": [], "decided": []}');
INSERT INTO "events" VALUES(99,'2026-11-23 11:38:44.546355','person','R. Viewer','parted',1,1,'0123456789abcdef','two fires','{"with": "ffff"}');
INSERT INTO "events" VALUES(100,'2026-11-23 15:00:44.647177','person','R. Viewer','accepted',1,1,'0123456789abcdef','read the page','{}');
INSERT INTO "events" VALUES(101,'2026-11-23 16:53:26.796245','person','E. Ditor','taken down',1,1,'0123456789abcdef','asked for','{}');
INSERT INTO "events" VALUES(102,'2026-11-23 16:53:26.801443','person','E. Ditor','restored',1,1,'0123456789abcdef','asked for','{}');
INSERT INTO "events" VALUES(103,'2026-11-23 16:53:26.805067','person','E. Ditor','names opened',1,1,'0123456789abcdef','asked for','{}');
CREATE TABLE figures (
	figure TEXT NOT NULL, 
	day INTEGER NOT NULL, 
	relay INTEGER NOT NULL, 
	CONSTRAINT pk_figures PRIMARY KEY (figure, day, relay), 
	CONSTRAINT fk_figures_relay FOREIGN KEY(relay) REFERENCES relays ("key")
);
CREATE TABLE grouping (
	"key" INTEGER NOT NULL, 
	event BIGINT NOT NULL, 
	rules TEXT NOT NULL, 
	CONSTRAINT pk_grouping PRIMARY KEY ("key")
);
CREATE TABLE keys (
	sha256 TEXT NOT NULL, 
	account TEXT NOT NULL, 
	token INTEGER, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	CONSTRAINT pk_keys PRIMARY KEY (sha256), 
	CONSTRAINT fk_keys_token FOREIGN KEY(token) REFERENCES tokens ("key")
);
INSERT INTO "keys" VALUES('a6c5a56a8c7e9083be854816db907dd21fc2475b0fe9eeff8fe03f928c06ef25','R. Viewer',1,'2026-12-23 16:35:24.832467','2026-11-23 16:35:24.833872');
CREATE TABLE lifts (
	takedown INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	CONSTRAINT pk_lifts PRIMARY KEY (takedown), 
	CONSTRAINT fk_lifts_takedown FOREIGN KEY(takedown) REFERENCES takedowns ("key"), 
	CONSTRAINT fk_lifts_event FOREIGN KEY(event) REFERENCES events ("key")
);
INSERT INTO "lifts" VALUES(1,102);
CREATE TABLE likenesses (
	report INTEGER NOT NULL, 
	other INTEGER NOT NULL, 
	share FLOAT NOT NULL, 
	CONSTRAINT pk_likenesses PRIMARY KEY (report, other), 
	CONSTRAINT fk_likenesses_report FOREIGN KEY(report) REFERENCES reports ("key"), 
	CONSTRAINT fk_likenesses_other FOREIGN KEY(other) REFERENCES reports ("key")
);
CREATE TABLE links (
	claim INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	speaker INTEGER NOT NULL, 
	role TEXT, 
	cue TEXT, 
	start INTEGER, 
	"end" INTEGER, 
	CONSTRAINT pk_links PRIMARY KEY (claim, position), 
	CONSTRAINT fk_links_claim FOREIGN KEY(claim) REFERENCES claims ("key"), 
	CONSTRAINT fk_links_speaker FOREIGN KEY(speaker) REFERENCES speakers ("key")
);
INSERT INTO "links" VALUES(1,1,2,NULL,NULL,NULL,NULL);
INSERT INTO "links" VALUES(1,2,1,NULL,NULL,NULL,NULL);
CREATE TABLE listings (
	claim INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	newest TEXT NOT NULL, 
	start INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	harm TEXT NOT NULL, 
	side_folded TEXT, 
	place INTEGER, 
	speaker INTEGER, 
	CONSTRAINT pk_listings PRIMARY KEY (claim), 
	CONSTRAINT fk_listings_claim FOREIGN KEY(claim) REFERENCES claims ("key"), 
	CONSTRAINT fk_listings_report FOREIGN KEY(report) REFERENCES reports ("key"), 
	CONSTRAINT fk_listings_version FOREIGN KEY(version) REFERENCES versions ("key"), 
	CONSTRAINT fk_listings_place FOREIGN KEY(place) REFERENCES places ("key"), 
	CONSTRAINT fk_listings_speaker FOREIGN KEY(speaker) REFERENCES speakers ("key")
);
INSERT INTO "listings" VALUES(1,1,1,'2024-03-04T18:30:00',22,'2024-03-04','killed',NULL,1,2);
CREATE TABLE methods (
	"key" INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	code_sha256 TEXT NOT NULL, 
	knowledge_sha256 TEXT NOT NULL, 
	CONSTRAINT pk_methods PRIMARY KEY ("key"), 
	CONSTRAINT uq_methods_code_code_sha256_knowledge_sha256 UNIQUE (code, code_sha256, knowledge_sha256)
);
INSERT INTO "methods" VALUES(1,'0.1.0','6ad9613a455798d6d92e5f5f390ab4baa70596bc869ed6b17f5cdd2b28635f06','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb');
CREATE TABLE openings (
	"key" INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	claim TEXT, 
	opened BOOLEAN NOT NULL, 
	event INTEGER NOT NULL, 
	CONSTRAINT pk_openings PRIMARY KEY ("key"), 
	CONSTRAINT fk_openings_report FOREIGN KEY(report) REFERENCES reports ("key"), 
	CONSTRAINT fk_openings_event FOREIGN KEY(event) REFERENCES events ("key")
);
INSERT INTO "openings" VALUES(1,1,'0123456789abcdef',1,103);
CREATE TABLE places (
	"key" INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	name TEXT, 
	CONSTRAINT pk_places PRIMARY KEY ("key"), 
	CONSTRAINT uq_places_words UNIQUE (words)
);
INSERT INTO "places" VALUES(1,'on lake dravo
lake dravo','Lake Dravo');
CREATE TABLE readings (
	"key" INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	method INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	CONSTRAINT pk_readings PRIMARY KEY ("key"), 
	CONSTRAINT fk_readings_event FOREIGN KEY(event) REFERENCES events ("key"), 
	CONSTRAINT fk_readings_method FOREIGN KEY(method) REFERENCES methods ("key"), 
	CONSTRAINT fk_readings_version FOREIGN KEY(version) REFERENCES versions ("key")
);
INSERT INTO "readings" VALUES(1,1,1,1);
CREATE TABLE relays (
	"key" INTEGER NOT NULL, 
	claim INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	denied BOOLEAN NOT NULL, 
	traits BLOB NOT NULL, 
	component INTEGER, 
	statement TEXT, 
	CONSTRAINT pk_relays PRIMARY KEY ("key"), 
	CONSTRAINT fk_relays_claim FOREIGN KEY(claim) REFERENCES claims ("key"), 
	CONSTRAINT fk_relays_report FOREIGN KEY(report) REFERENCES reports ("key")
);
CREATE TABLE reports (
	"key" INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	CONSTRAINT pk_reports PRIMARY KEY ("key"), 
	CONSTRAINT uq_reports_id UNIQUE (id)
);
INSERT INTO "reports" VALUES(1,'older','2026-11-23 11:38:44.546355');
CREATE TABLE rulings (
	"key" INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	other TEXT NOT NULL, 
	together BOOLEAN NOT NULL, 
	event INTEGER NOT NULL, 
	CONSTRAINT pk_rulings PRIMARY KEY ("key"), 
	CONSTRAINT fk_rulings_event FOREIGN KEY(event) REFERENCES events ("key")
);
INSERT INTO "rulings" VALUES(1,'0123456789abcdef','ffff',0,99);
CREATE TABLE seals (
	"key" INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	rows JSON NOT NULL, 
	digests BLOB NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_seals PRIMARY KEY ("key")
);
INSERT INTO "seals" VALUES(1,'2026-11-23 15:00:44.606761','before','{"copies": ["13f2c7c9e8c70d938cb1f128b0bf3cc4b471c1843902499b1acf3df466c179a2"]}',X'24287B5B11B72A2D8D79B346B73A1619047C349D765465BC7619166941C39FA1','0000000000000000000000000000000000000000000000000000000000000000','b594401f681600e5c1e095e93ad00bf0299fce607d95855be8b43b622403acf0');
INSERT INTO "seals" VALUES(2,'2026-11-23 15:00:44.606761','before','{"methods": [1]}',X'EBF03B422389C0DDEB188B6086A4214057AF495E535016842806ACE1E021B55B','b594401f681600e5c1e095e93ad00bf0299fce607d95855be8b43b622403acf0','63111469187f096784359bbb207fb67f7ee3ba8ce3376ca08284740b51d8d0e8');
INSERT INTO "seals" VALUES(3,'2026-11-23 15:00:44.606761','before','{"reports": [1]}',X'24DBA4B9B3868197D1ECFDFE2814D6BF7689F69905591C407BB0F785B5B11319','63111469187f096784359bbb207fb67f7ee3ba8ce3376ca08284740b51d8d0e8','dc98d8ccb3eb0fa6907a1f9ae1b6101f9bc91ffcf585d76f192c0904c2d63e54');
INSERT INTO "seals" VALUES(4,'2026-11-23 15:00:44.606761','before','{"speakers": [1, 2]}',X'135C25C1F69205D414647B8690ED36B98CAB207342ABFEFC1C6D48EBAF160D8864C4C406E1528EC4ED62F3C28781EB7074B67F5E891168A7AB89E4CC07D573A5','dc98d8ccb3eb0fa6907a1f9ae1b6101f9bc91ffcf585d76f192c0904c2d63e54','8226317edba8c457d9917af333fcedb4061a331c014f85f2315f9e68277ec785');
INSERT INTO "seals" VALUES(5,'2026-11-23 15:00:44.606761','before','{"versions": [1]}',X'BF938B0D0D2996D1E96EC74CAAB91B223C999C0CA14F4D0D237E2EC0CE538960','8226317edba8c457d9917af333fcedb4061a331c014f85f2315f9e68277ec785','abbccac55a50c2980a8536e405aa1e85b9a63a41870f62936fd2c952b466da13');
INSERT INTO "seals" VALUES(6,'2026-11-23 15:00:44.606761','before','{"articles": [1]}',X'7FF2353893FF154B25DA76B60878FB2904825DC0C05ADF0EAFD2699660D1D5EA','abbccac55a50c2980a8536e405aa1e85b9a63a41870f62936fd2c952b466da13','4ec3d2e49e9a6ab5b72d73cef74583465ba2956394fbc21af3ce16b923cdfd5c');
INSERT INTO "seals" VALUES(7,'2026-11-23 15:00:44.606761','before','{"events": [1, 99]}',X'03806269C8300D576989EBE42CCD95DA4676C5E0A1672D4135C8BE43D2806EAB8141C0DD51AB2DFBE4DCF3DE99C8C420B4E5E36C26710A6BCBE561CB765A8D19','4ec3d2e49e9a6ab5b72d73cef74583465ba2956394fbc21af3ce16b923cdfd5c','e22075cbb5affc83d5bf53cc4fb34b0165f978ba8682e1a03ab579760d24c89f');
INSERT INTO "seals" VALUES(8,'2026-11-23 15:00:44.606761','before','{"readings": [1]}',X'5CE9FBD878515EB41BE86E55D5B752745652C8C938C729CF532A0249F1A648DC','e22075cbb5affc83d5bf53cc4fb34b0165f978ba8682e1a03ab579760d24c89f','6c7299db0e8c82ecb54e36ecdc9fe660b113dfd35731e3934f360c7a825afe61');
INSERT INTO "seals" VALUES(9,'2026-11-23 15:00:44.606761','before','{"rulings": [1]}',X'67703EBF924C29DECD9D009BBC77251FF5A8AF954B2FEEE6A01197E225687B70','6c7299db0e8c82ecb54e36ecdc9fe660b113dfd35731e3934f360c7a825afe61','38dcb2748a52307061616fde8117b03abff15c39537c3ba2555a76e263eed6de');
INSERT INTO "seals" VALUES(10,'2026-11-23 15:00:44.606761','before','{"claims": [1]}',X'DF7DD47F8A455FF918D3B2F2544D54152B68F8CAE37032BD6A51FE99F5ED0BB8','38dcb2748a52307061616fde8117b03abff15c39537c3ba2555a76e263eed6de','ce76e0226bb74950466ac54cb7e07fa88aea2fad5009d9dc9aac3dd674082da7');
INSERT INTO "seals" VALUES(11,'2026-11-23 15:00:44.606761','before','{"links": [[1, 1], [1, 2]]}',X'86922E0B1FEB1C3A822D9EA731103B7D9AF48120B47651C993D7E1C6B127A2C2BF203F3A2C34D163972708CCB84924A645E2A24693F3615A61A933320EDAFD70','ce76e0226bb74950466ac54cb7e07fa88aea2fad5009d9dc9aac3dd674082da7','bdecd82e552bb99382f7abff364fecefb10c968ef4db126f906979578e4b52a9');
INSERT INTO "seals" VALUES(12,'2026-11-23 15:00:44.649303','written','{"decisions": [1], "events": [100]}',X'8C2754071217ACC5CEC9F2A1594FED5DAA0431E2AE10D80C9FB1F04853C15D66650DFB72A53C6197A80904567B26A503732AE30CE22BCCD1311873DD37F38556','bdecd82e552bb99382f7abff364fecefb10c968ef4db126f906979578e4b52a9','173560377ab81fe5049872083c1350c1261204769b07c1e71ee77c3c96ca6b4a');
INSERT INTO "seals" VALUES(13,'2026-11-23 16:35:24.827564','written','{"accounts": [1], "acts": [1]}',X'9CDDE8DF688D4D487ABBBDC1CC033F81CD7553F603C51E45291DB0A2750A43156D8D8490B6710D7BE875F2F19BD5E2BA2F7D47CA84011ACF11796E354DF07F9D','173560377ab81fe5049872083c1350c1261204769b07c1e71ee77c3c96ca6b4a','94bfc4ed8bbf4fd69d514a6f693626f639756301cb3277d541ebc20a135e6c14');
INSERT INTO "seals" VALUES(14,'2026-11-23 16:35:24.834224','written','{"acts": [2], "tokens": [1]}',X'02AA01C2690DB1DEC9D816C8887BAE3DC8F9F8305A8EC676955C3258FAF705A7F913FD008DB838B2529C06751B0ED8C30C2744B51C62DE0E7E616493CBFBA9C3','94bfc4ed8bbf4fd69d514a6f693626f639756301cb3277d541ebc20a135e6c14','51ab35582d58c1ea7729f7e5903d6710e77aaa82005b65f3d7672e1745d028f1');
INSERT INTO "seals" VALUES(15,'2026-11-23 16:53:26.799774','written','{"events": [101], "takedowns": [1]}',X'DA621A6C121A4A07C06D17265D34A0022BFA429084822A9A75D93149B209CCF6108BE22074188ED17F6E448C5F45679CA353530F6B1CECF79C60AC336BF13F07','51ab35582d58c1ea7729f7e5903d6710e77aaa82005b65f3d7672e1745d028f1','642e21fa973c6362bea298bdd6078acda3b31fbd57d92330ff4a24da420e882d');
INSERT INTO "seals" VALUES(16,'2026-11-23 16:53:26.802768','written','{"events": [102], "lifts": [[102, 1]]}',X'A0F52EBF35CADB382521920E0024A5C30F3FC71577485EE5A31556D1C62864A078F68F3D1E5CBDCB445FA182E2665EC553AC34431C9BC347DF1AB373C058A959','642e21fa973c6362bea298bdd6078acda3b31fbd57d92330ff4a24da420e882d','af97e38d2b26936ab388d3608443ff824c882931408227562394c2e48dc8f89e');
INSERT INTO "seals" VALUES(17,'2026-11-23 16:53:26.805600','written','{"events": [103], "openings": [1]}',X'B98D6787315761DBE19CACDB0B489D4C75E9AFF9405CC11F742486703080FA882D4FF4F361AA61C1738FB30D3C792077CBECBD1CA47E7E3091035685F603A6C7','af97e38d2b26936ab388d3608443ff824c882931408227562394c2e48dc8f89e','1998f188a4612723f81b4a39476a96d7442a165059b803ff9e4efb84d1a757fb');
CREATE TABLE sketches (
	report INTEGER NOT NULL, 
	sketch BLOB NOT NULL, 
	CONSTRAINT pk_sketches PRIMARY KEY (report), 
	CONSTRAINT fk_sketches_report FOREIGN KEY(report) REFERENCES reports ("key")
);
CREATE TABLE speakers (
	"key" INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_speakers PRIMARY KEY ("key"), 
	CONSTRAINT uq_speakers_name UNIQUE (name)
);
INSERT INTO "speakers" VALUES(1,'Radio Karvel');
INSERT INTO "speakers" VALUES(2,'health ministry');
CREATE TABLE supersessions (
	claim INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	CONSTRAINT pk_supersessions PRIMARY KEY (claim), 
	CONSTRAINT fk_supersessions_claim FOREIGN KEY(claim) REFERENCES claims ("key"), 
	CONSTRAINT fk_supersessions_event FOREIGN KEY(event) REFERENCES events ("key")
);
CREATE TABLE takedowns (
	"key" INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	claim INTEGER, 
	event INTEGER NOT NULL, 
	CONSTRAINT pk_takedowns PRIMARY KEY ("key"), 
	CONSTRAINT fk_takedowns_report FOREIGN KEY(report) REFERENCES reports ("key"), 
	CONSTRAINT fk_takedowns_claim FOREIGN KEY(claim) REFERENCES claims ("key"), 
	CONSTRAINT fk_takedowns_event FOREIGN KEY(event) REFERENCES events ("key")
);
INSERT INTO "takedowns" VALUES(1,1,1,101);
CREATE TABLE tokens (
	"key" INTEGER NOT NULL, 
	account TEXT NOT NULL, 
	name TEXT NOT NULL, 
	scopes JSON NOT NULL, 
	expires_at DATETIME NOT NULL, 
	act INTEGER NOT NULL, 
	CONSTRAINT pk_tokens PRIMARY KEY ("key"), 
	CONSTRAINT fk_tokens_act FOREIGN KEY(act) REFERENCES acts ("key")
);
INSERT INTO "tokens" VALUES(1,'R. Viewer','nightly','["read"]','2026-12-23 16:35:24.832467',2);
CREATE TABLE tries (
	"of" TEXT NOT NULL, 
	failed INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	CONSTRAINT pk_tries PRIMARY KEY ("of")
);
CREATE TABLE versions (
	"key" INTEGER NOT NULL, 
	report INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	edition INTEGER NOT NULL, 
	content_sha256 TEXT NOT NULL, 
	page_sha256 TEXT NOT NULL, 
	source TEXT NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	rereads INTEGER, captured_at DATETIME, 
	CONSTRAINT pk_versions PRIMARY KEY ("key"), 
	CONSTRAINT fk_versions_report FOREIGN KEY(report) REFERENCES reports ("key"), 
	CONSTRAINT fk_versions_rereads FOREIGN KEY(rereads) REFERENCES versions ("key"), 
	CONSTRAINT uq_versions_report_content_sha256 UNIQUE (report, content_sha256), 
	CONSTRAINT uq_versions_report_number UNIQUE (report, number)
);
INSERT INTO "versions" VALUES(1,1,1,1,'c0244c92d3166a2dfc4099b814ffb039ea79669ebd2b725cc125506cefa0b840','13f2c7c9e8c70d938cb1f128b0bf3cc4b471c1843902499b1acf3df466c179a2','pages/ferry-fire.html','2026-11-23 11:38:44.546355',NULL,'2024-03-06 12:00:30.000000');
CREATE TABLE withdrawals (
	token INTEGER NOT NULL, 
	act INTEGER NOT NULL, 
	CONSTRAINT pk_withdrawals PRIMARY KEY (token), 
	CONSTRAINT fk_withdrawals_token FOREIGN KEY(token) REFERENCES tokens ("key"), 
	CONSTRAINT fk_withdrawals_act FOREIGN KEY(act) REFERENCES acts ("key")
);
CREATE VIRTUAL TABLE words USING fts5(said, content='', detail=none, tokenize='unicode61 remove_diacritics 0');
INSERT INTO words (rowid, said) VALUES (1, 'at least 12 people died');
CREATE INDEX ix_versions_report_edition_number ON versions (report, edition, number);
CREATE INDEX ix_versions_report_page_sha256 ON versions (report, page_sha256);
CREATE INDEX ix_articles_newest_version ON articles (newest, version);
CREATE INDEX ix_events_report ON events (report);
CREATE INDEX ix_events_version ON events (version);
CREATE INDEX ix_readings_version ON readings (version);
CREATE INDEX ix_claims_harm_newest_version ON claims (harm, newest, version);
CREATE INDEX ix_claims_id ON claims (id);
CREATE INDEX ix_claims_newest_version ON claims (newest, version);
CREATE INDEX ix_claims_side_folded_newest_version ON claims (side_folded, newest, version);
CREATE INDEX ix_decisions_claim ON decisions (claim);
CREATE INDEX ix_links_speaker ON links (speaker);
CREATE INDEX ix_supersessions_event ON supersessions (event);
CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'reports is append-only'); END;
CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'reports is append-only'); END;
CREATE TRIGGER versions_no_update BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, 'versions is append-only'); END;
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'versions is append-only'); END;
CREATE TRIGGER articles_no_update BEFORE UPDATE ON articles BEGIN SELECT RAISE(ABORT, 'articles is append-only'); END;
CREATE TRIGGER articles_no_delete BEFORE DELETE ON articles BEGIN SELECT RAISE(ABORT, 'articles is append-only'); END;
CREATE TRIGGER methods_no_update BEFORE UPDATE ON methods BEGIN SELECT RAISE(ABORT, 'methods is append-only'); END;
CREATE TRIGGER methods_no_delete BEFORE DELETE ON methods BEGIN SELECT RAISE(ABORT, 'methods is append-only'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
CREATE TRIGGER readings_no_update BEFORE UPDATE ON readings BEGIN SELECT RAISE(ABORT, 'readings is append-only'); END;
CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings BEGIN SELECT RAISE(ABORT, 'readings is append-only'); END;
CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'claims is append-only'); END;
CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'claims is append-only'); END;
CREATE TRIGGER speakers_no_update BEFORE UPDATE ON speakers BEGIN SELECT RAISE(ABORT, 'speakers is append-only'); END;
CREATE TRIGGER speakers_no_delete BEFORE DELETE ON speakers BEGIN SELECT RAISE(ABORT, 'speakers is append-only'); END;
CREATE TRIGGER links_no_update BEFORE UPDATE ON links BEGIN SELECT RAISE(ABORT, 'links is append-only'); END;
CREATE TRIGGER links_no_delete BEFORE DELETE ON links BEGIN SELECT RAISE(ABORT, 'links is append-only'); END;
CREATE TRIGGER supersessions_no_update BEFORE UPDATE ON supersessions BEGIN SELECT RAISE(ABORT, 'supersessions is append-only'); END;
CREATE TRIGGER supersessions_no_delete BEFORE DELETE ON supersessions BEGIN SELECT RAISE(ABORT, 'supersessions is append-only'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only'); END;
CREATE TRIGGER copies_no_update BEFORE UPDATE ON copies BEGIN SELECT RAISE(ABORT, 'copies is append-only'); END;
CREATE TRIGGER copies_no_delete BEFORE DELETE ON copies BEGIN SELECT RAISE(ABORT, 'copies is append-only'); END;
CREATE INDEX ix_rulings_claim ON rulings (claim);
CREATE INDEX ix_rulings_other ON rulings (other);
CREATE TRIGGER rulings_no_update BEFORE UPDATE ON rulings BEGIN SELECT RAISE(ABORT, 'rulings is append-only'); END;
CREATE TRIGGER rulings_no_delete BEFORE DELETE ON rulings BEGIN SELECT RAISE(ABORT, 'rulings is append-only'); END;
CREATE INDEX ix_relays_claim ON relays (claim);
CREATE INDEX ix_relays_report ON relays (report);
CREATE INDEX ix_relays_component ON relays (component);
CREATE INDEX ix_relays_statement ON relays (statement);
CREATE INDEX ix_figures_relay ON figures (relay);
CREATE INDEX ix_likenesses_other ON likenesses (other);
CREATE INDEX ix_bands_report ON bands (report);
CREATE TRIGGER seals_no_update BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, 'seals is append-only'); END;
CREATE TRIGGER seals_no_delete BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, 'seals is append-only'); END;
CREATE INDEX ix_acts_about ON acts (about);
CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts BEGIN SELECT RAISE(ABORT, 'acts is append-only'); END;
CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'acts is append-only'); END;
CREATE INDEX ix_accounts_name_folded ON accounts (name_folded);
CREATE TRIGGER accounts_no_update BEFORE UPDATE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts is append-only'); END;
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts is append-only'); END;
CREATE INDEX ix_tokens_account ON tokens (account);
CREATE TRIGGER tokens_no_update BEFORE UPDATE ON tokens BEGIN SELECT RAISE(ABORT, 'tokens is append-only'); END;
CREATE TRIGGER tokens_no_delete BEFORE DELETE ON tokens BEGIN SELECT RAISE(ABORT, 'tokens is append-only'); END;
CREATE TRIGGER withdrawals_no_update BEFORE UPDATE ON withdrawals BEGIN SELECT RAISE(ABORT, 'withdrawals is append-only'); END;
CREATE TRIGGER withdrawals_no_delete BEFORE DELETE ON withdrawals BEGIN SELECT RAISE(ABORT, 'withdrawals is append-only'); END;
CREATE INDEX ix_keys_account ON keys (account);
CREATE INDEX ix_takedowns_report ON takedowns (report);
CREATE INDEX ix_openings_report ON openings (report);
CREATE TRIGGER takedowns_no_update BEFORE UPDATE ON takedowns BEGIN SELECT RAISE(ABORT, 'takedowns is append-only'); END;
CREATE TRIGGER takedowns_no_delete BEFORE DELETE ON takedowns BEGIN SELECT RAISE(ABORT, 'takedowns is append-only'); END;
CREATE TRIGGER lifts_no_update BEFORE UPDATE ON lifts BEGIN SELECT RAISE(ABORT, 'lifts is append-only'); END;
CREATE TRIGGER lifts_no_delete BEFORE DELETE ON lifts BEGIN SELECT RAISE(ABORT, 'lifts is append-only'); END;
CREATE TRIGGER openings_no_update BEFORE UPDATE ON openings BEGIN SELECT RAISE(ABORT, 'openings is append-only'); END;
CREATE TRIGGER openings_no_delete BEFORE DELETE ON openings BEGIN SELECT RAISE(ABORT, 'openings is append-only'); END;
CREATE INDEX ix_listings_report ON listings (report);
CREATE INDEX ix_listings_newest_version ON listings (newest, version);
CREATE INDEX ix_listings_harm_newest_version ON listings (harm, newest, version);
CREATE INDEX ix_listings_side_folded_newest_version ON listings (side_folded, newest, version);
CREATE INDEX ix_listings_place_newest_version_harm_side_folded_speaker_day ON listings (place, newest, version, harm, side_folded, speaker, day);
CREATE INDEX ix_listings_speaker_newest_version ON listings (speaker, newest, version);
COMMIT;
