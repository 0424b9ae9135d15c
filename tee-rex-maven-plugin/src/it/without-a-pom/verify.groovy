def log = new File(basedir, 'build.log').text
['prove', 'verify', 'doctor', 'help', 'eif', 'measure', 'inspect-eif', 'start', 'stop'].each { assert log.contains('tee-rex:' + it) : it }
assert log.contains('threads')
assert new File(basedir, 'tee-rex-out/doctor-report.json').isFile()
assert new File(basedir, 'my server.eif').isFile()
assert new File(basedir, 'tee-rex-out/measurement.json').isFile()
assert log.contains('rootfs/bin/app')
assert log.contains('attestation-policy.json expects')
assert new File(basedir, 'tee-rex-out/enclave.eif').isFile()
['eif', 'measure', 'inspectEif'].each { assert log.contains("skipped: tee-rex.${it}.skip is true") : it }
assert log.contains('has stopped')
assert new File(basedir, 'tee-rex-out/attestation-report.json').text.contains('simulated')
return true
