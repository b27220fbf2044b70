-- The tables of osquery that packs ask, with the columns its specifications give (hidden ones left out).
CREATE TABLE deb_packages (name TEXT, version TEXT, source TEXT, size BIGINT, arch TEXT, revision TEXT, status TEXT,
  maintainer TEXT, section TEXT, priority TEXT, admindir TEXT);
CREATE TABLE rpm_packages (name TEXT, version TEXT, release TEXT, source TEXT, size BIGINT, sha1 TEXT, arch TEXT,
  epoch INTEGER, install_time INTEGER, vendor TEXT, package_group TEXT);
CREATE TABLE systemd_units (id TEXT, description TEXT, load_state TEXT, active_state TEXT, sub_state TEXT,
  following TEXT, object_path TEXT, job_id BIGINT, job_type TEXT, job_path TEXT, fragment_path TEXT, user TEXT,
  source_path TEXT);
CREATE TABLE services (name TEXT, service_type TEXT, display_name TEXT, status TEXT, pid INTEGER, start_type TEXT,
  win32_exit_code INTEGER, service_exit_code INTEGER, path TEXT, module_path TEXT, description TEXT, user_account TEXT);
CREATE TABLE programs (name TEXT, version TEXT, install_location TEXT, install_source TEXT, language TEXT,
  publisher TEXT, uninstall_string TEXT, install_date TEXT, identifying_number TEXT);
CREATE TABLE file (path TEXT, directory TEXT, filename TEXT, inode BIGINT, uid BIGINT, gid BIGINT, mode TEXT,
  device BIGINT, size BIGINT, block_size INTEGER, atime BIGINT, mtime BIGINT, ctime BIGINT, btime BIGINT,
  hard_links INTEGER, symlink INTEGER, type TEXT);
