def log = new File(basedir, 'build.log').text
['tee-rex:prove', 'tee-rex:verify', 'tee-rex:doctor', 'tee-rex:help'].each { assert log.contains(it) : it }
assert log.contains('threads')
assert new File(basedir, 'tee-rex-out/doctor-report.json').isFile()
return true
