def log = new File(basedir, 'build.log').text
assert log.contains('TRX-I-008: tee-rex.mode=tee needs a file that says which enclave images may read the witness: tee-rex.policy')
assert log.contains('TRX-A-080: ') : 'a simulation passes for no genuine enclave'
assert log.contains('TRX-R-001: ')
assert log.contains('TRX-D-001: offline (-o): the server at http://prover.example is not asked')
assert log.contains('tee-rex.mode=local')
assert log.contains('TRX-M-004: settings.xml has no <server> with the id "nobody" (tee-rex.serverId)')
assert !log.contains('proved in')
assert !new File(basedir, 'target/tee-rex/factors').exists()
return true
