def quickstart = new File(basedir, '../../../src/it/quickstart')
new File(basedir, 'circuit.json').bytes = new File(quickstart, 'factors.json').bytes
new File(basedir, 'witness.gz').bytes = new File(quickstart, 'factors.gz').bytes
return true
