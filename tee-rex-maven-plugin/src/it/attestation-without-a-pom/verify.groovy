def log = new File(basedir, 'build.log').text
assert log.contains('INSECURE: every enclave image is accepted')
assert log.contains('note.txt: TRX-A-010: ')
assert log.contains('TRX-M-005: 1 of 1 attestation documents rejected')
assert log.contains('TRX-D-001: offline (-o): the server at http://prover.example is not asked')
assert log.contains('NOT VERIFIED: ')
assert log.contains('skipped: tee-rex.verifyAttestation.skip is true')
def report = new groovy.json.JsonSlurper().parse(new File(basedir, 'tee-rex-out/attestation-report.json'))
assert report*.document == ['note.txt']
assert report*.verdict == ['rejected']
assert report*.code == ['TRX-A-010']
return true
