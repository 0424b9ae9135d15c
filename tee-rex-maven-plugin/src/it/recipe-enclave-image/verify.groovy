['enclave.eif', 'measurement.json', 'attestation-policy.json'].each { assert new File(basedir, "target/tee-rex/${it}").isFile() : it }
assert new File(basedir, 'build.log').text.count('it is the image that') == 1
return true
