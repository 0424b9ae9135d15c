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

def delegated = new File(basedir, 'target/tee-rex-delegated/factors')
def made = new groovy.json.JsonSlurper().parse(new File(delegated, 'proof-report.json'))
assert made.mode == 'simulated'
assert made.server.startsWith('http://127.0.0.1:')
assert made.verified == (made.crs == 'genuine')
assert made.inputs*.sha256 == report.inputs*.sha256
def receipt = new groovy.json.JsonSlurper().parse(new File(delegated, 'proof-receipt.json'))
assert receipt.mode == 'simulated'
assert !receipt.genuineEnclave
assert receipt.proofSha256 == made.proofSha256
assert receipt.enclave.image == 'simulation of tee-rex:start'
assert receipt.inputs*.name == ['factors.json', 'factors.gz']
def attestation = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/tee-rex-delegated/attestation-report.json'))
assert attestation[0].verdict == 'simulated'
assert log.contains('its enclave is SIMULATED')
assert log.contains('SIMULATED: the server that made the proof "factors" is in no enclave.')
assert (log =~ /the prover server at http:\/\/127\.0\.0\.1:\d+ has stopped/).find()
return true
