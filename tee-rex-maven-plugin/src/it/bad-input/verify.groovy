def log = new File(basedir, 'build.log').text
assert log.contains('TRX-I-001: ')
assert log.contains('nowhere.json does not exist')
assert !new File(basedir, 'target/tee-rex').exists()
return true
