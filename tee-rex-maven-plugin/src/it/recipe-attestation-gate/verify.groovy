def log = new File(basedir, 'build.log').text
assert log.contains('TRX-M-005: 1 of 1 attestation documents rejected')
def report = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/tee-rex/attestation-report.json'))
assert report*.verdict == ['rejected']
return true
