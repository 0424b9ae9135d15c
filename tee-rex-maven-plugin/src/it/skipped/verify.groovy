def log = new File(basedir, 'build.log').text
assert log.count('skipped: tee-rex.skip is true') == 2
assert log.count('skipped: tee-rex.prove.skip is true') == 1
assert log.count('skipped: tee-rex.verify.skip is true') == 1
return true
