def log = new File(basedir, 'build.log').text
assert log.count('proving factors with bb') == 1
assert log.count('factors: up to date') == 1
// Said each time, also of a proof that was there.
assert log.count('INSECURE DEVELOPMENT CRS') == 4
assert new File(basedir, 'target/tee-rex/factors.zip').isFile()
assert log.count('asks no server, so that tee-rex.policy, tee-rex.serverId goes unheeded') == 1
return true
