"""The sandbox lender: a lender that does not exist, with everything the contract asks for.

A process of its own with a database of its own. Its customers are synthetic and say so: names begin with 测试, phones
with the unassigned 154, identity numbers name the county 110999 that does not exist, bank cards begin with 620099.
"""
