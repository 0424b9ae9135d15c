['proof', 'public_inputs', 'vk', 'proof-report.json'].each { assert new File(basedir, "target/tee-rex/circuit/${it}").isFile() : it }
def log = new File(basedir, 'build.log').text
assert log.count('proving circuit with bb') == 1
assert log.count('circuit: up to date') == 1
return true
