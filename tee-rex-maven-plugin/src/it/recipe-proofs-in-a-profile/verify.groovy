def log = new File(basedir, 'build.log').text
assert !log.substring(0, log.indexOf('BUILD SUCCESS')).contains(':prove')
assert log.contains('proving circuit with bb')
assert new File(basedir, 'target/tee-rex/circuit/proof').isFile()
return true
