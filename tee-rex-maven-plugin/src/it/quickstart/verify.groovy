def proof = new File(basedir, 'target/tee-rex/factors')
['proof', 'public_inputs', 'vk', 'proof-report.json'].each { assert new File(proof, it).isFile() : it }
def report = new groovy.json.JsonSlurper().parse(new File(proof, 'proof-report.json'))
assert report.name == 'factors'
assert report.scheme == 'ultra_honk'
assert report.bbVersion == '5.0.0'
assert report.inputs*.file == ['factors.json', 'factors.gz']
// The example allows the development CRS, and must never claim anything of a proof made under it.
assert report.verified == (report.crs == 'genuine')
def log = new File(basedir, 'build.log').text
assert log.contains(report.crs == 'genuine' ? 'verified: bb 5.0.0 accepts it' : 'INSECURE DEVELOPMENT CRS')
return true
