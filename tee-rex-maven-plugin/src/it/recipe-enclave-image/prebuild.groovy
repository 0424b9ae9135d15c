def from = new File(basedir, '../../../src/it/without-a-pom/enclave')
def to = new File(basedir, 'src/main/enclave')
new File(to, 'root/bin').mkdirs()
['kernel', 'init', 'modes'].each { new File(to, it).bytes = new File(from, it).bytes }
new File(to, 'root/bin/app').bytes = new File(from, 'root fs/bin/app').bytes
return true
