"""The account: whom AWS may call, its regions, its block of public access."""
from collectors import Case
from stub_aws import Failure

PRIMARY = {"FullName": "Ann", "AddressLine1": "Way 1", "City": "Bonn", "PostalCode": "1", "CountryCode": "DE", "PhoneNumber": "+491"}


def make(aws):
    aws("account").put_alternate_contact(AlternateContactType="SECURITY", Name="Ann", Title="CISO", EmailAddress="a@example.com", PhoneNumber="+491")


def nobody(_):
    raise Failure("ResourceNotFoundException", 404)


CASES = [
    Case("contacts and regions", """
resource "aws_account_primary_contact" "a" {
  full_name      = "Ann"
  address_line_1 = "Way 1"
  city           = "Bonn"
  postal_code    = "1"
  country_code   = "DE"
  phone_number   = "+491"
}
resource "aws_account_alternate_contact" "a" {
  alternate_contact_type = "SECURITY"
  name                   = "Ann"
  title                  = "CISO"
  email_address          = "a@example.com"
  phone_number           = "+491"
}
resource "aws_s3_account_public_access_block" "a" {
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = false
}
""", make, answers={"account:GetContactInformation": {"ContactInformation": PRIMARY}, "ec2:DescribeRegions": {"Regions": [
        {"RegionName": "eu-west-1", "Endpoint": "ec2.eu-west-1.amazonaws.com", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "af-south-1", "Endpoint": "ec2.af-south-1.amazonaws.com", "OptInStatus": "not-opted-in"}]},
        "s3control:GetPublicAccessBlock": {"PublicAccessBlockConfiguration": {
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}}}, wants=[
        ("rampart_region", {"name": "eu-west-1", "opt_in_status": "opt-in-not-required"}), ("rampart_region", {"name": "af-south-1", "opt_in_status": "not-opted-in"})], regions=("eu-west-1", "af-south-1")),
    Case("nobody to call", "", answers={"account:GetContactInformation": nobody, "account:GetAlternateContact": nobody}, none=("aws_account_primary_contact", "aws_account_alternate_contact")),
]
