"""What the files beside this one share: a Case is Terraform text and the calls that make the same thing in an account.

    CASES = [Case("a bucket", TEXT, make, leave={"aws_s3_bucket.force_destroy": "Terraform's own"})]

make(aws) gets aws(SERVICE, region=...) → boto3's client, and returns names for the text: `@name@` in it becomes their value.
answers are those of operations that the server lacks or has only in part: {"service:Operation": answer or function of the request's parameters}, in the shape of botocore's model."""
import dataclasses
import typing

REGION = "eu-west-1"
ACCOUNT = "123456789012"


@dataclasses.dataclass
class Case:
    title: str
    terraform: str
    make: typing.Callable = lambda aws: {}
    leave: dict = dataclasses.field(default_factory=dict)     # "type.field" (or "type.block.field") → why it is not compared
    gaps: dict = dataclasses.field(default_factory=dict)      # "service:Operation" → why it may fail here
    answers: dict = dataclasses.field(default_factory=dict)
    wants: list = dataclasses.field(default_factory=list)     # [(type, values)]: resources that no Terraform text makes
    none: tuple = ()                                         # types of which nothing may be found
    not_assessed: tuple = ()                                 # types of which it is said that they could not be read
    differ: dict = dataclasses.field(default_factory=dict)    # rule → why the gate and the account come to different verdicts
    regions: tuple = (REGION,)
    services: tuple = ()                                      # default: the file's name
